create or replace function pass_term_end(p_org_id uuid, p_at timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_old organization_subscriptions;
    v_new organization_subscriptions;
    v_row subscription_periods;
    v_term subscription_terms;
begin
    select s.* into v_old from organization_subscriptions as s
    inner join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
    where s.org_id = p_org_id and s.status <> 'canceled' and t.planned_end_at <= p_at;
    if not found or (v_old.standing = 'paused' and v_old.cancel_at is null) then
        return;
    end if;
    if v_old.cancel_at is not null then
        perform end_subscription(v_old, p_at, 'system');
        return;
    end if;
    select t.planned_end_date into v_term.start_date from subscription_terms as t where t.org_id = p_org_id and t.term_id = v_old.term_id;
    perform end_term(v_old, p_at);
    v_row := next_row(v_old, case v_old.standing when 'trialing' then 'trial_ended' else 'renewed' end, p_at);
    v_new := v_old;
    if v_old.standing = 'trialing' then
        v_new := enter_standing(v_new, 'active', null, p_at, 'system');
    elsif v_row.billing_cycle = v_old.billing_cycle then
        -- A renewal keeps the anchor: 31 January, 28 February, 31 March.
        v_term.anchor_date := v_old.anchor_date;
        v_term.cycle_index := v_old.period_index + 1;
    end if;
    -- What is worth more from here on is told with the invoice.
    v_new := begin_term(v_new, v_row, v_term, 0, revenue_change(v_old, with_row(v_new, v_row)), 'system');
    perform store_subscription(v_new);
    perform record_audit(p_org_id, 'org.subscription.renewed', 'system', 'system', v_new.subscription_id::text, jsonb_build_object(
        'boundaries', 1, 'subscription_plan', v_new.subscription_plan, 'status', v_new.status,
        'current_period_end', v_new.current_period_end
    ));
    perform emit_fact(p_org_id, 'subscription.renewed', jsonb_build_object('subscription_id', v_new.subscription_id));
end
$fn$;
comment on function pass_term_end(uuid, timestamptz) is 'The planned end of a term: a cancellation that waited takes effect; else the next term begins and is invoiced, with the change that waited, and a trial becomes paid. In a pause nothing is renewed.';
