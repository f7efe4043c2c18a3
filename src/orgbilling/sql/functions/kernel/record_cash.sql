create or replace function record_cash(p_org_id uuid, p_history_id uuid) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_event org_billing_history;
begin
    update org_billing_history set cash_usd = amount_usd
    where org_id = p_org_id and history_id = p_history_id
    returning * into strict v_event;
    if v_event.event_type <> 'credit_refund' then
        update org_billing_history as h set cash_event_id = p_history_id
        where h.org_id = p_org_id and h.invoice_id = v_event.invoice_id and h.history_id <> p_history_id;
        update org_billing_history as h set cash_event_id = p_history_id
        where h.org_id = p_org_id and h.purchase_id = v_event.purchase_id and h.history_id <> p_history_id;
    end if;
end
$fn$;
comment on function record_cash(uuid, uuid) is 'Says that the amount of one event of the billing history is money that came, or went back: the event has it as cash_usd, and all others of its invoice or purchase name the event.';
