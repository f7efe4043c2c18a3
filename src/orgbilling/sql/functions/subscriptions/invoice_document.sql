create or replace function invoice_document(p_org_id uuid, p_invoice_id uuid) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'id', i.invoice_id, 'org_id', i.org_id, 'subscription_id', i.subscription_id, 'term_id', i.term_id, 'kind', i.invoice_kind,
        'plan', coalesce(r.subscription_plan, h.details ->> 'subscription_plan'),
        'period_start', h.period_start, 'period_end', h.period_end,
        'price_usd', i.price_usd, 'unused_usd', i.unused_usd, 'money_credit_usd', i.money_credit_usd, 'amount_usd', i.amount_usd, 'status', i.status,
        'created_at', i.made_at, 'paid_at', i.paid_at, 'paid_by', i.paid_by, 'voided_at', i.voided_at, 'voided_by', i.voided_by,
        'void_reason', i.void_reason, 'brought_credits', c.brought, 'taken_back_credits', c.taken_back, 'unrecovered_credits', c.unrecovered
    )
    from subscription_invoices as i
    inner join org_billing_history as h on h.org_id = i.org_id and h.history_id = i.invoice_id
    left join subscription_periods as r on r.org_id = i.org_id and r.term_id = i.term_id and r.invoice_id = i.invoice_id
    cross join lateral (
        select
            coalesce(sum(x.credits) filter (where x.lot_id is not null), 0) as brought,
            coalesce(sum(x.taken_back_credits), 0) as taken_back,
            coalesce(sum(x.unrecovered_credits), 0) as unrecovered
        from included_credits as x
        where x.org_id = i.org_id and x.term_id = i.term_id and x.invoice_id = i.invoice_id
    ) as c
    where i.org_id = p_org_id and i.invoice_id = p_invoice_id;
$fn$;
comment on function invoice_document(uuid, uuid) is 'An invoice of a subscription as the API shows it: what it bills, what became of it, and the credits that came by it.';
