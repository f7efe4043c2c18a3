-- name: list_functions
select
    p.proname as name,
    pg_get_function_result(p.oid) as result,
    obj_description(p.oid, 'pg_proc') as comment,
    p.proretset as returns_set,
    coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs])) as modes,
    coalesce(p.proargnames, '{}') as names,
    array(
        select format_type(t.oid, null)
        from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as t (oid, position)
        order by t.position
    ) as types,
    array(select pg_get_function_arg_default(p.oid, n) from generate_series(1, p.pronargs) as n) as defaults
from pg_proc as p
where p.pronamespace = 'public'::regnamespace
order by p.proname, p.oid;

-- name: list_relations
select
    c.oid,
    c.relname as name,
    case when c.relkind in ('r', 'p') then 'table' else 'view' end as kind,
    obj_description(c.oid, 'pg_class') as comment
from pg_class as c
where
    c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p', 'v', 'm')
    -- Partitions are made by the month; their parent speaks for them.
    and not c.relispartition
    -- The migrations' own book-keeping.
    and c.relname not in ('alembic_version', 'schema_objects')
order by c.relname;

-- name: list_columns
select
    a.attrelid as relation_oid,
    a.attname as name,
    format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull as is_required,
    col_description(a.attrelid, a.attnum) as comment
from pg_attribute as a
where a.attrelid = any(%s) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum;

-- name: list_types
select
    t.typname as name,
    case t.typtype when 'd' then 'domain over ' || format_type(t.typbasetype, t.typtypmod) else 'row' end as kind,
    obj_description(t.oid, 'pg_type') as comment,
    (
        select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
        from pg_attribute as a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    ) as fields
from pg_type as t
left join pg_class as c on c.oid = t.typrelid
where t.typnamespace = 'public'::regnamespace and (t.typtype = 'd' or c.relkind = 'c')
order by t.typname;

-- name: list_value_types
select
    t.oid::bigint as oid, t.typname as name, t.typbasetype::bigint as base_oid,
    case when t.typcategory = 'A' then t.typelem::bigint else 0 end as element_oid
from pg_type as t
order by t.oid;

-- name: list_tables
select c.oid::bigint as oid, c.relname as name
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
order by c.oid;

-- name: list_required_columns
select a.attrelid::bigint as relation_oid, a.attnum as position
from pg_attribute as a
inner join pg_class as c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and a.attnotnull and not a.attisdropped;

-- name: list_arguments
select
    p.proname as name, p.proargnames[1:p.pronargs] as names,
    array(
        select coalesce(pg_get_function_arg_default(p.oid, n) like 'NULL%', false) from generate_series(1, p.pronargs) as n
    ) as are_null
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and p.pronargs > 0 and p.proargnames is not null
order by p.proname, p.oid;
