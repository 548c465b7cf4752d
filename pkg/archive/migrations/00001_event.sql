-- The second copy of the log. It is only ever added to; what would change it is refused, whoever asks.

-- +goose Up
create table archive.event (
    sequence bigint primary key check (sequence > 0),
    subject  text  not null,
    -- The headers that are the event's own, "name:value\n" each, in order.
    header   bytea not null,
    -- As it lies in the log: sealed, if it is sealed.
    data     bytea not null,
    -- SHA-256 of the hash before it, the subject, the header and the data, each of the three behind its length.
    hash     bytea not null check (length(hash) = 32)
);

-- What is sealed or short does not get shorter.
alter table archive.event alter column data set storage external;

-- +goose StatementBegin
create function archive.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the archive is only added to: % is refused', lower(tg_op)
        using hint = 'a log that was brought back from a backup has an archive of its own: dontblink restore --older';
end $$;
-- +goose StatementEnd

create trigger only_added_to before update or delete or truncate on archive.event
    for each statement execute function archive.refuse();

-- +goose Down
drop table archive.event;
drop function archive.refuse();
