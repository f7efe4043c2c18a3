create or replace function note_subscription_change(
    p_old organization_subscriptions, p_new organization_subscriptions, p_change text, p_amount_due_usd numeric,
    p_takes_effect_at timestamptz, p_actor_id text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_verb text := case p_change when 'upgrade' then 'upgraded' when 'downgrade' then 'downgraded' else 'kept' end;
    v_details jsonb := jsonb_build_object(
        'old_plan', p_old.subscription_plan, 'new_plan', coalesce(p_new.next_plan, p_new.subscription_plan),
        'old_billing_cycle', p_old.billing_cycle, 'new_billing_cycle', coalesce(p_new.next_billing_cycle, p_new.billing_cycle),
        'amount_due_usd', p_amount_due_usd, 'takes_effect_at', p_takes_effect_at
    );
begin
    if p_change <> 'none' then
        perform record_billing_event(
            p_new.org_id, 'subscription_' || v_verb, p_amount_due_usd, 'none', p_new.current_period_start, p_new.current_period_end,
            p_new.subscription_id, v_details || invoice_of_change(p_new, p_amount_due_usd) || revenue_change(p_old, p_new), p_actor_id, p_now
        );
    end if;
    perform record_audit(
        p_new.org_id, 'org.subscription.' || v_verb, p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        p_new.subscription_id::text, v_details || jsonb_build_object(
            'withdrawn_plan', case when p_new.next_plan is null then p_old.next_plan end, 'withdrawn_cancellation', p_old.cancel_at
        )
    );
    perform emit_fact(p_new.org_id, 'subscription.changed', v_details || jsonb_build_object(
        'subscription_id', p_new.subscription_id, 'change', p_change
    ));
end
$fn$;
comment on function note_subscription_change(organization_subscriptions, organization_subscriptions, text, numeric, timestamptz, text, timestamptz) is 'Writes what a change must leave behind: history with its direction, audit and a fact.';
