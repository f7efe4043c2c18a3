create or replace function purchase_document(p_org_id uuid, p_purchase_id uuid) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'id', p.purchase_id, 'org_id', p.org_id, 'credits', p.credits, 'amount_usd', p.amount_usd, 'currency', p.currency,
        'status', p.status, 'reason', p.reason, 'requested_by', p.requested_by, 'created_at', p.created_at,
        'paid_at', p.paid_at, 'paid_by', p.paid_by,
        'ended_at', p.ended_at, 'ended_by', p.ended_by, 'end_reason', p.end_reason
    )
    from credit_purchases as p where p.org_id = p_org_id and p.purchase_id = p_purchase_id;
$fn$;
comment on function purchase_document(uuid, uuid) is 'A purchase as the API shows it.';
