"""`ledger verify` of one organization, in the time that one organization takes.

`verify_ledger()` recomputes every organization; a test asks about its own, among thousands of other
tests'. The schema `one` has a view of each organization's table, which shows the organization that
`orgbilling.one` names, and the functions of verification once more, word for word, which find these
views before the tables. It is made from the migrated schema: nothing has to be kept equal. At the
end of a session the whole database is verified by the functions themselves.
"""

from typing import Any

import psycopg

MAKE = """
create schema one;
do $do$
declare
    t record;
    f record;
begin
    for t in
        select c.relname from pg_class as c
        inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition
    loop
        execute format(
            $q$create view one.%1$I as select * from public.%1$I
            where org_id = current_setting('orgbilling.one')::uuid$q$, t.relname
        );
    end loop;
    -- What takes a row of such a table takes one of its view.
    for f in
        select p.proname, string_agg(format(
            '%s.%s', case when v.oid is null then n.nspname else 'one' end, quote_ident(y.typname)
        ), ', ' order by g.place) as taken, string_agg(
            case when v.oid is null then '$' || g.place
                else format('row(($%s).*)::public.%I', g.place, y.typname) end,
            ', ' order by g.place
        ) as given, pg_get_function_result(p.oid) as result
        from pg_proc as p
        cross join unnest(p.proargtypes::oid[]) with ordinality as g (type, place)
        inner join pg_type as y on y.oid = g.type
        inner join pg_namespace as n on n.oid = y.typnamespace
        left join pg_class as v on v.relnamespace = 'one'::regnamespace and v.relname = y.typname
        where p.pronamespace = 'public'::regnamespace and p.provolatile <> 'v' and p.prokind = 'f'
        and not exists (
            select 1 from unnest(p.proargmodes) as m (mode) where m.mode not in ('i')
        )
        group by p.oid, p.proname
        having bool_or(v.oid is not null)
    loop
        execute format(
            'create function one.%I(%s) returns %s language sql stable '
            'as $b$select public.%I(%s)$b$',
            f.proname, f.taken, f.result, f.proname, f.given
        );
    end loop;
    for f in
        select pg_get_functiondef(p.oid) as made from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and p.proname like 'verify\\_%'
    loop
        execute replace(
            replace(f.made, 'FUNCTION public.verify_', 'FUNCTION one.verify_'),
            $q$SET search_path TO 'public', 'pg_temp'$q$,
            $q$SET search_path TO 'one', 'public', 'pg_temp'$q$
        );
    end loop;
end
$do$;
"""


def make_schema_one(connection: psycopg.Connection[Any]) -> None:
    """Make the schema in a migrated database."""
    connection.execute("set check_function_bodies = off")
    connection.execute(MAKE.encode())


def drop_schema_one(owner_url: str) -> None:
    """Leave the product's schema alone: for what goes back, or compares schemas."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("drop schema one cascade")
