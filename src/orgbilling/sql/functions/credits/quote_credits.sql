create or replace function quote_credits(p_credits_amount numeric) returns numeric
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select round(ceil(
        checked_amount(p_credits_amount, 'credits') / s.credits_per_usd
        * (1 - coalesce((select t.discount_percent from credit_price_tiers as t
            where t.min_credits <= p_credits_amount order by t.min_credits desc limit 1), 0) / 100) * 100
    ) / 100, 2)
    from ledger_settings as s;
$fn$;
comment on function quote_credits(numeric) is 'Price of credits in US dollars: credits / credits per dollar, less the tier''s discount, rounded up to whole cents. Raises OB002.';
