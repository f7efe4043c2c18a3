create or replace function revenue_change(
    p_before organization_subscriptions, p_after organization_subscriptions
) returns jsonb
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
declare
    v_before numeric := coalesce(recurring_revenue(p_before.status, p_before.price_usd, p_before.billing_cycle), 0);
    v_after numeric := coalesce(recurring_revenue(p_after.status, p_after.price_usd, p_after.billing_cycle), 0);
begin
    if v_before = v_after then
        return '{}';
    end if;
    return jsonb_build_object('mrr_before_usd', v_before, 'mrr_after_usd', v_after);
end
$fn$;
comment on function revenue_change(organization_subscriptions, organization_subscriptions) is 'mrr_before_usd and mrr_after_usd for the details of a history row, where the two states of a subscription (null: none yet) differ in MRR; else an empty object.';
