create or replace function fix_credits_per_usd(p_credits_per_usd numeric) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_fixed numeric;
begin
    insert into ledger_settings (credits_per_usd) values (p_credits_per_usd) on conflict (only_row) do nothing;
    select credits_per_usd into v_fixed from ledger_settings;
    if v_fixed <> p_credits_per_usd then
        raise exception 'this database counts % credits per US dollar, the settings say %', v_fixed, p_credits_per_usd
            using errcode = 'OB001', hint = 'Set ORGBILLING_CREDITS_PER_USD back; existing balances depend on it.';
    end if;
end
$fn$;
comment on function fix_credits_per_usd(numeric) is 'Fixes how many credits a dollar buys, once; raises OB001 when another value was fixed before.';
