create or replace function plan_price(p_plan text, p_billing_cycle text) returns numeric
language sql
stable strict
set search_path = public, pg_temp
as $fn$
    select case p_billing_cycle when 'yearly' then p.yearly_price_usd when 'monthly' then p.monthly_price_usd end
    from plans as p where p.plan = p_plan;
$fn$;
comment on function plan_price(text, text) is 'List price of one billing cycle of a plan, in USD; null for an unknown plan or cycle.';
