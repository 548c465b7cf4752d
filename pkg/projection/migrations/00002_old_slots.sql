-- Slots that nobody needs are dropped: see sweep.go.

-- +goose Up
-- Which projection it belongs to, of several that fill slots in one database; one of them has no name.
alter table keeper.slot add column projection text not null default '';
-- Since when another version of the same projection is at work; null while it is this one.
alter table keeper.slot add column left_at timestamptz;

-- +goose Down
alter table keeper.slot drop column projection, drop column left_at;
