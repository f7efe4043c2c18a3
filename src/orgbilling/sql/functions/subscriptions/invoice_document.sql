create or replace function invoice_document(p_org_id uuid, p_invoice_id uuid) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'id', i.invoice_id, 'org_id', i.org_id, 'subscription_id', i.subscription_id, 'kind', i.invoice_kind,
        'price_usd', i.price_usd, 'unused_usd', i.unused_usd, 'money_credit_usd', i.money_credit_usd, 'amount_usd', i.amount_usd, 'status', i.status,
        'created_at', i.made_at, 'paid_at', i.paid_at, 'paid_by', i.paid_by, 'voided_at', i.voided_at, 'voided_by', i.voided_by,
        'void_reason', i.void_reason
    )
    from subscription_invoices as i where i.org_id = p_org_id and i.invoice_id = p_invoice_id;
$fn$;
comment on function invoice_document(uuid, uuid) is 'An invoice of a subscription as the API shows it.';
