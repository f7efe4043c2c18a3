create or replace function void_invoice(
    p_org_id uuid, p_invoice_id uuid, p_actor_id text, p_reason text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_invoice subscription_invoices;
    v_item included_credits;
begin
    perform require_reason(p_reason);
    v_now := lock_calendar(p_org_id, p_now);
    v_invoice := lock_invoice(p_org_id, p_invoice_id);
    if v_invoice.status <> 'void' then
        perform resolve_invoice(v_invoice, 'void', p_reason, p_actor_id, v_now);
        perform lock_for_settlement(p_org_id);
        for v_item in
            select c.* from included_credits as c
            where c.org_id = p_org_id and c.invoice_id = p_invoice_id and c.state in ('due', 'brought')
            order by c.due_at, c.item_number
        loop
            perform end_included_credits(v_item, 'void', p_reason, p_actor_id, v_now);
        end loop;
        perform settle_debtor(v_invoice, p_actor_id, v_now);
        perform record_audit(
            p_org_id, 'org.invoice.voided', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_invoice_id::text,
            jsonb_build_object('amount_usd', v_invoice.amount_usd, 'status', jsonb_build_array(v_invoice.status, 'void'), 'reason', p_reason)
        );
        perform emit_fact(p_org_id, 'invoice.voided', jsonb_build_object('invoice_id', p_invoice_id));
    end if;
    return invoice_document(p_org_id, p_invoice_id);
end
$fn$;
comment on function void_invoice(uuid, uuid, text, text, timestamptz) is 'Takes an open or paid invoice back. Its months, future ones too (of a proration: its difference), are never due; what they brought goes out of the pool as far as it is there, never from members. A repetition changes nothing. Returns the invoice. Raises OB001 without a reason, OB004, OB012, OB017.';
