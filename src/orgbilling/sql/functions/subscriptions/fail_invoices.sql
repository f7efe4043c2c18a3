create or replace function fail_invoices(p_subscription organization_subscriptions, p_reason text, p_actor_id text, p_now timestamptz) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_invoice subscription_invoices;
    v_count integer := 0;
begin
    for v_invoice in
        select i.* from subscription_invoices as i
        where i.org_id = (p_subscription).org_id and i.subscription_id = (p_subscription).subscription_id and i.status = 'open'
        order by i.made_at, i.invoice_id
    loop
        perform resolve_invoice(v_invoice, 'failed', p_reason, p_actor_id, p_now);
        v_count := v_count + 1;
    end loop;
    return v_count;
end
$fn$;
comment on function fail_invoices(organization_subscriptions, text, text, timestamptz) is 'Marks the open invoices of a subscription failed; they stay to be paid. Returns how many.';
