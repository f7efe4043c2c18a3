create or replace function lock_invoice(p_org_id uuid, p_invoice_id uuid) returns subscription_invoices
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_invoice subscription_invoices;
begin
    select * into v_invoice from subscription_invoices where org_id = p_org_id and invoice_id = p_invoice_id for no key update;
    if not found then
        raise exception 'no such invoice' using errcode = 'OB017';
    end if;
    return v_invoice;
end
$fn$;
comment on function lock_invoice(uuid, uuid) is 'An invoice, locked; the caller has called lock_calendar. Raises OB017.';
