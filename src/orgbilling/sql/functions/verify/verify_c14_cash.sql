create or replace function verify_c14_cash() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with said as (
        select
            h.org_id, h.history_id, h.cash_usd, h.cash_event_id, h.invoice_id, c.history_id as payment_id,
            case
                when h.event_type = 'invoice_paid' or (h.event_type = 'credit_refund' and h.payment_status = 'refunded') then nullif(h.amount_usd, 0)
                when h.event_type = 'invoice_created' and i.amount_usd = 0 and i.paid_at is not null then 0
                when h.event_type = 'credit_purchase' and h.purchase_id is null then nullif(h.amount_usd, 0)
            end as cash_said,
            case
                when h.purchase_id is not null then null
                when h.event_type = 'invoice_created' and (o.invoice_id is not null or h.invoice_id = h.history_id) then h.history_id
                when h.event_type in ('invoice_paid', 'invoice_failed') then (h.details ->> 'invoice_id')::uuid
                -- A change and the invoice that it caused are of one instant.
                when i.subscription_id = h.subscription_id and i.made_at = h.created_at then h.invoice_id
            end as invoice_said
        from org_billing_history as h
        left join subscription_invoices as i on i.org_id = h.org_id and i.invoice_id = h.invoice_id
        left join subscription_invoices as o on o.org_id = h.org_id and o.invoice_id = h.history_id
        left join org_billing_history as c
            on c.org_id = h.org_id and c.history_id <> h.history_id and c.cash_usd is not null and c.event_type <> 'credit_refund'
            and h.event_type <> 'credit_refund' and coalesce(c.invoice_id, c.purchase_id) = coalesce(h.invoice_id, h.purchase_id)
    )
    select 'C14 cash', s.org_id, s.history_id::text, format('%s, told by %s, of invoice %s', s.cash_said, s.payment_id, s.invoice_said),
        format('%s, told by %s, of invoice %s', s.cash_usd, s.cash_event_id, s.invoice_id)
    from said as s
    where (s.cash_usd, s.cash_event_id, s.invoice_id) is distinct from (s.cash_said, s.payment_id, s.invoice_said);
$fn$;
comment on function verify_c14_cash() is 'C14: one event of a payment says what was received or given back, all others of its invoice or purchase name that event, and each names the invoice that it is about.';
