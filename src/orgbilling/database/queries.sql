-- What the package asks of the catalogue, and its own book-keeping.

-- name: find_role
select 1 from pg_roles where rolname = %s

-- name: find_database
select 1 from pg_database where datname = %s

-- name: may_take_role
select pg_has_role(current_user, %s, 'SET')

-- name: try_lock
select pg_try_advisory_lock(%s)

-- name: wait_for_lock
select pg_advisory_lock(%s)

-- name: find_revision_table
select to_regclass('public.alembic_version')

-- name: find_revision
select version_num from public.alembic_version

-- name: find_object_list
select to_regclass('public.schema_objects')

-- name: create_object_list
create table if not exists public.schema_objects (
    position int not null,
    path text not null,
    sha256 text not null,
    object_type text,
    object_identity text,
    unique nulls not distinct (path, object_identity)
)

-- name: drop_object_list
drop table if exists public.schema_objects

-- name: find_applied_files
select distinct path, sha256 from public.schema_objects

-- name: remember_object
insert into public.schema_objects (position, path, sha256, object_type, object_identity)
values (%s, %s, %s, %s, %s)

-- name: forget_objects
delete from public.schema_objects returning position, path, object_type, object_identity

-- Which functions, views, types, casts and triggers exist, without those whose oid is in the list.
-- name: find_new_objects
with found as (
    select 'pg_proc'::regclass as class, oid from pg_proc
    where pronamespace = 'public'::regnamespace
    union all
    select 'pg_class'::regclass, oid from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
    union all
    select 'pg_type'::regclass, t.oid from pg_type as t
    left join pg_class as c on t.typrelid = c.oid
    where t.typnamespace = 'public'::regnamespace and (t.typtype in ('d', 'e', 'r') or c.relkind = 'c')
    union all
    select 'pg_cast'::regclass, k.oid from pg_cast as k
    inner join pg_type as t on k.castsource = t.oid
    where t.typnamespace = 'public'::regnamespace
    union all
    select 'pg_trigger'::regclass, t.oid from pg_trigger as t
    inner join pg_class as c on t.tgrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
)

select found.oid::bigint, identified.type, identified.identity
from found
cross join lateral pg_identify_object(found.class, found.oid, 0) as identified
where not exists (
    select 1 from pg_depend
    where classid = found.class and objid = found.oid and deptype in ('i', 'e')
)
and found.oid <> all(%s::oid[])
order by found.oid

-- name: find_jobs_schema
select to_regnamespace('jobs')

-- name: find_job_migration_list
select to_regclass('jobs.applied_migrations')

-- name: find_job_migrations
select name from jobs.applied_migrations

-- name: remember_job_migration
insert into jobs.applied_migrations (name) values (%s)

-- name: create_jobs_schema
create schema jobs;
create table jobs.applied_migrations (
    name text primary key,
    applied_at timestamptz not null default now()
);

-- name: grant_jobs_schema
grant usage on schema jobs to orgbilling_app;
grant select, insert, update, delete on all tables in schema jobs to orgbilling_app;
grant usage, select, update on all sequences in schema jobs to orgbilling_app;
grant execute on all functions in schema jobs to orgbilling_app;
revoke all on jobs.applied_migrations from orgbilling_app;

-- name: fix_credits_per_usd
insert into public.ledger_settings (credits_per_usd) values (%s) on conflict do nothing

-- name: find_credits_per_usd
select credits_per_usd from public.ledger_settings

-- name: fix_issuer
select public.fix_oidc_issuer(%s)
