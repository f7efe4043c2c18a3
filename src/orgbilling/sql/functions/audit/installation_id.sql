create or replace function installation_id() returns uuid
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    -- The instant, to the microsecond, goes wherever the data go: into a backup, and out of it.
    select md5('orgbilling ' || floor(extract(epoch from l.created_at) * 1000000))::uuid from ledger_settings as l;
$fn$;
comment on function installation_id() is 'Which installation this database is: the same in a restored backup or a copy, another everywhere else. Made of the instant at which it was first migrated; null before.';
