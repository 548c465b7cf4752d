-- The keys that seal what the log tells of people. Nothing here is made from the log: who loses these rows has lost what they seal.

-- +goose Up
create table keys.master (
    -- Tells which master key has wrapped the keys, without telling anything of it.
    fingerprint text        primary key,
    begun_at    timestamptz not null default now()
);

create unique index one_master on keys.master ((true));

create table keys.key (
    id      uuid  primary key,
    wrapped bytea not null
);

-- A destroyed key is remembered, so that a copy from before does not bring it back, and so that a key that is gone for this reason
-- can be told from one that was lost.
create table keys.destroyed (
    id  uuid        primary key,
    at  timestamptz not null default now(),
    why text        not null
);

-- +goose Down
drop table keys.destroyed;
drop table keys.key;
drop table keys.master;
