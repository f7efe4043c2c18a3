create or replace function pay_invoice(
    p_org_id uuid, p_invoice_id uuid, p_actor_id text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_invoice subscription_invoices;
begin
    v_now := lock_calendar(p_org_id, p_now);
    v_invoice := lock_invoice(p_org_id, p_invoice_id);
    if v_invoice.status = 'void' then
        raise exception 'this invoice is void' using errcode = 'OB026';
    end if;
    if v_invoice.status <> 'paid' then
        perform resolve_invoice(v_invoice, 'paid', null, p_actor_id, v_now);
        perform settle_debtor(v_invoice, p_actor_id, v_now);
        perform record_audit(
            p_org_id, 'org.invoice.paid', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_invoice_id::text,
            jsonb_build_object('amount_usd', v_invoice.amount_usd)
        );
        perform emit_fact(p_org_id, 'invoice.paid', jsonb_build_object('invoice_id', p_invoice_id));
    end if;
    return invoice_document(p_org_id, p_invoice_id);
end
$fn$;
comment on function pay_invoice(uuid, uuid, text, timestamptz) is 'Records that one invoice of a subscription, running or ended, was paid: its months come, and the subscription is active again once none is open. A repetition changes nothing. Returns the invoice. Raises OB004, OB012, OB017, OB026 for a void one.';
