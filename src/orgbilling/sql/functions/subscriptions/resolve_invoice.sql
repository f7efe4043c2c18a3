create or replace function resolve_invoice(
    p_invoice subscription_invoices, p_status text, p_reason text, p_actor_id text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    i subscription_invoices := p_invoice;
    v_actor text := coalesce(p_actor_id, session_user);
    v_history org_billing_history;
    v_event_id uuid;
begin
    update subscription_invoices
    set
        status = p_status,
        paid_at = case p_status when 'paid' then p_now else paid_at end,
        paid_by = case p_status when 'paid' then v_actor else paid_by end,
        voided_at = case p_status when 'void' then p_now end,
        voided_by = case p_status when 'void' then v_actor end,
        void_reason = case p_status when 'void' then p_reason end
    where org_id = i.org_id and invoice_id = i.invoice_id;
    update org_billing_history set payment_status = p_status where org_id = i.org_id and history_id = i.invoice_id
    returning * into v_history;
    if p_status <> 'void' then
        v_event_id := record_billing_event(
            i.org_id, 'invoice_' || p_status, i.amount_usd, p_status, v_history.period_start, v_history.period_end,
            i.subscription_id, jsonb_build_object('invoice_id', i.invoice_id, 'reason', p_reason), p_actor_id, p_now
        );
    end if;
    if p_status = 'paid' then
        perform record_cash(i.org_id, v_event_id);
    end if;
end
$fn$;
comment on function resolve_invoice(subscription_invoices, text, text, text, timestamptz) is 'Marks an invoice failed, paid or void, and its history row with it; a payment and a failure are told by an event that names the invoice. The caller has locked the calendar.';
