create or replace function require_offer(p_plan text, p_billing_cycle text) returns void
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
begin
    if p_billing_cycle is null or p_billing_cycle not in ('monthly', 'yearly') then
        raise exception 'billing_cycle must be monthly or yearly' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'billing_cycle')::text;
    end if;
    if not exists (select 1 from plans as p where p.plan = p_plan and p.is_offered) then
        raise exception 'there is no such plan on offer' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'subscription_plan')::text;
    end if;
end
$fn$;
comment on function require_offer(text, text) is 'Raises OB001 unless the plan is offered and the cycle is monthly or yearly.';
