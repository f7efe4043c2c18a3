create or replace function verify_ledger() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select * from verify_c01_pools()
    union all select * from verify_c02_allocations()
    union all select * from verify_c03_use()
    union all select * from verify_c04_holds()
    union all select * from verify_c05_bounds()
    union all select * from verify_c06_captures()
    union all select * from verify_c07_keys()
    union all select * from verify_c08_sequences()
    union all select * from verify_c09_lots()
    union all select * from verify_c10_rollups()
    union all select * from verify_c11_debts()
    union all select * from verify_c12_resets()
    union all select * from verify_c13_sum()
    union all select * from verify_c14_standings()
    union all select * from verify_c14_terms()
    union all select * from verify_c14_included();
$fn$;
comment on function verify_ledger() is 'Recomputes every balance from its rows and returns each number that differs; call it in a REPEATABLE READ, READ ONLY transaction. No row: the ledger adds up.';
