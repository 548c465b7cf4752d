-- Who may do what with the rows: a role for each service, permitted what it does and no more. Run it in the product's database as whoever
-- owns that, before the services or at any time after; it may run again. Nobody can log in until there are passwords: passwords.sh.
--
--   recorder   holds the keys that seal the log, and destroys them when somebody is erased
--   projector  makes the rows: slots (rm_…), what there is of them (keeper), and the second copy of the log (archive); has the keys
--   composer   reads rows; makes keys for what it seals
--   insights   reads rows
--   web        has none: it asks the others

do $$
declare
    service text;
begin
    foreach service in array array['recorder', 'projector', 'composer', 'insights'] loop
        if not exists (select from pg_roles where rolname = service) then
            execute format('create role %I login', service);
        end if;
    end loop;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to recorder, projector, composer, insights', current_database());
    -- A slot is a schema of its own.
    execute format('grant create, temporary on database %I to projector', current_database());
end $$;

-- Until version 15 everybody may make tables here.
revoke all on schema public from public;

-- Who owns a schema may migrate it, and nobody else may.
create schema if not exists keeper authorization projector;
create schema if not exists archive authorization projector;
create schema if not exists keys authorization recorder;

-- Rows are for whoever answers questions: those that there are, and those that the projector will make. The archive is not among
-- them, since nobody but the projector may enter its schema.
alter default privileges for role projector grant usage on schemas to composer, insights;
alter default privileges for role projector grant select on tables to composer, insights;

do $$
declare
    slot text;
begin
    for slot in select nspname from pg_namespace where nspname = 'keeper' or nspname ~ '^rm_' loop
        execute format('grant usage on schema %I to composer, insights', slot);
        execute format('grant select on all tables in schema %I to composer, insights', slot);
    end loop;
end $$;

-- Keys: whoever appends makes some, and whoever reads the log needs them. Who erases may destroy one, and so may the projector: it
-- destroys them again when it comes upon an erasure whose keys somebody has put back.
grant usage on schema keys to composer, projector;
alter default privileges for role recorder in schema keys grant select, insert on tables to composer;
alter default privileges for role recorder in schema keys grant select, insert, delete on tables to projector;
alter default privileges for role recorder in schema keys grant usage on sequences to composer;
grant select, insert on all tables in schema keys to composer;
grant select, insert, delete on all tables in schema keys to projector;
grant usage on all sequences in schema keys to composer;
