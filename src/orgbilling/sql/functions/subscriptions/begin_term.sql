create or replace function begin_term(
    p_subscription organization_subscriptions, p_row subscription_periods, p_term subscription_terms, p_unused_usd numeric,
    p_details jsonb, p_actor_id text
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions;
    v_invoice_id uuid;
begin
    s := open_term(p_subscription, p_row, p_term);
    if not coalesce((p_term).is_trial, false) then
        v_invoice_id := make_invoice(s, 'period', s.price_usd, p_unused_usd, (p_row).starts_at, p_details, p_actor_id);
    end if;
    perform add_row(s, p_row, v_invoice_id);
    return s;
end
$fn$;
comment on function begin_term(organization_subscriptions, subscription_periods, subscription_terms, numeric, jsonb, text) is 'Begins a term, its first row and (but for a trial) its invoice at full price less p_unused_usd, the unused part of the term before. Returns the subscription; the caller stores it.';
