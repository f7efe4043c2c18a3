create or replace function record_billing_event(
    p_org_id uuid, p_event_type text, p_amount_usd numeric, p_payment_status text, p_period_start timestamptz, p_period_end timestamptz,
    p_subscription_id uuid, p_details jsonb, p_actor_id text, p_at timestamptz
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_id uuid := uuid_v7(p_at);
    v_invoice_id uuid := case p_event_type when 'invoice_created' then v_id else (p_details ->> 'invoice_id')::uuid end;
begin
    insert into org_billing_history (
        org_id, history_id, event_type, amount_usd, payment_status, period_start, period_end, subscription_id, invoice_id,
        cash_event_id, details, actor_id, created_at
    )
    values (
        p_org_id, v_id, p_event_type, p_amount_usd, p_payment_status, p_period_start, p_period_end, p_subscription_id, v_invoice_id,
        (
            select h.history_id from org_billing_history as h
            where h.org_id = p_org_id and h.invoice_id = v_invoice_id and h.cash_usd is not null
        ),
        jsonb_strip_nulls(coalesce(p_details, '{}')), coalesce(p_actor_id, session_user), p_at
    );
    return v_id;
end
$fn$;
comment on function record_billing_event(uuid, text, numeric, text, timestamptz, timestamptz, uuid, jsonb, text, timestamptz) is 'Appends one event of a subscription to the billing history, at the moment it took effect; returns its id. The invoice that it is about is invoice_id of its details; what was paid for it already is named. Where an event changes MRR its details carry mrr_before_usd and mrr_after_usd, from which recurring_revenue_at works backwards.';
