create or replace function mark_subscription_active(
    p_org_id uuid, p_actor_id text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_found organization_subscriptions;
    v_invoice subscription_invoices;
    v_paid integer := 0;
    v_was text;
begin
    v_now := lock_calendar(p_org_id, p_now);
    v_found := lock_live_subscription(p_org_id);
    v_was := v_found.status;
    for v_invoice in
        select i.* from subscription_invoices as i
        where i.org_id = p_org_id and i.subscription_id = v_found.subscription_id and i.status in ('open', 'failed')
        order by i.made_at, i.invoice_id
    loop
        perform resolve_invoice(v_invoice, 'paid', null, p_actor_id, v_now);
        v_paid := v_paid + 1;
    end loop;
    if v_paid > 0 then
        v_found := without_debt(v_found, p_actor_id, v_now);
        perform record_audit(
            p_org_id, 'org.subscription.paid', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
            v_found.subscription_id::text, jsonb_build_object('invoices', v_paid, 'status', jsonb_build_array(v_was, v_found.status))
        );
        perform emit_fact(p_org_id, 'subscription.paid', jsonb_build_object('subscription_id', v_found.subscription_id));
        perform finish_calendar_verb(p_org_id, v_now);
    end if;
    return next v_found;
end
$fn$;
comment on function mark_subscription_active(uuid, text, timestamptz) is 'Payment arrived: every open invoice of the live subscription is paid, each with a history row, and a past due or blocked subscription is active again, in a pause from the resume on. A repetition changes nothing. Raises OB004, OB017, OB022 when it has ended.';
