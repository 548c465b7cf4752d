-- What is not made from the log, and so is migrated. What is made from it lies in slots, one schema each, and is made anew.

-- +goose Up
create table keeper.slot (
    -- The schema that holds the rows: "rm_<version>_<n>".
    name       text        primary key,
    -- The version of the code and the SQL that fill it and read it.
    version    text        not null,
    -- filling: rows are still being made; serving: it is read; kept: it was, and another has taken over.
    state      text        not null check (state in ('filling', 'serving', 'kept')),
    created_at timestamptz not null default now()
);

create unique index one_slot_of_a_version_serves on keeper.slot (version) where state = 'serving';

-- +goose Down
drop table keeper.slot;
