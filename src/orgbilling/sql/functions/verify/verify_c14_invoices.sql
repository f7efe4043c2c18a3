create or replace function verify_c14_invoices() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 invoice amount', i.org_id, i.invoice_id::text, (greatest(i.price_usd - i.unused_usd, 0) - i.money_credit_usd)::text, i.amount_usd::text
    from subscription_invoices as i
    where i.amount_usd <> greatest(i.price_usd - i.unused_usd, 0) - i.money_credit_usd or i.amount_usd < 0
    union all
    select 'C14 invoice of a row', i.org_id, i.invoice_id::text, coalesce(format('row %s of %s', r.period_number, r.starts_at), 'a row'),
        format('%s of %s', i.invoice_kind, i.made_at)
    from subscription_invoices as i
    inner join verify_subscriptions_by_verbs() as b on b.org_id = i.org_id and b.subscription_id = i.subscription_id
    left join subscription_periods as r on r.org_id = i.org_id and r.term_id = i.term_id and r.invoice_id = i.invoice_id
    left join subscription_terms as t on t.org_id = i.org_id and t.term_id = i.term_id
    where r.term_id is null or r.starts_at <> i.made_at or (i.invoice_kind = 'period') <> (r.period_number = 1)
        or t.subscription_id is distinct from i.subscription_id
    union all
    select 'C14 row without its invoice', r.org_id, format('%s row %s', r.term_id, r.period_number), 'the invoice ' || r.invoice_id, 'none'
    from subscription_periods as r
    where r.invoice_id is not null and not exists (
        select 1 from subscription_invoices as i where i.org_id = r.org_id and i.term_id = r.term_id and i.invoice_id = r.invoice_id
    )
    union all
    select 'C14 invoice history', coalesce(i.org_id, h.org_id), coalesce(i.invoice_id, h.history_id)::text,
        format('%s of %s %s from %s to %s', i.invoice_kind, i.amount_usd, i.status, i.made_at, t.planned_end_at),
        format('%s of %s %s from %s to %s', h.details ->> 'invoice_kind', h.amount_usd, h.payment_status, h.period_start, h.period_end)
    from subscription_invoices as i
    left join subscription_terms as t on t.org_id = i.org_id and t.term_id = i.term_id
    full join (select x.* from org_billing_history as x where x.event_type = 'invoice_created' and x.subscription_id is not null) as h
        on h.org_id = i.org_id and h.history_id = i.invoice_id
    where (i.subscription_id, i.amount_usd, i.status, i.made_at, i.made_at, i.invoice_kind, 'USD')
        is distinct from (
            h.subscription_id, h.amount_usd, replace(h.payment_status, 'pending', 'open'), h.created_at,
            case when t.taken_over_at is null then h.period_start else i.made_at end,
            case when t.taken_over_at is null then h.details ->> 'invoice_kind' else i.invoice_kind end, h.currency
        )
        or (t.taken_over_at is null and h.period_end is distinct from t.planned_end_at
            and not verify_boundary_moved(i.org_id, 'planned_end', i.term_id::text, t.planned_end_at, h.period_end))
    union all
    select 'C14 invoice status', i.org_id, i.invoice_id::text, 'what its status says',
        format('%s, paid at %s, void at %s', i.status, i.paid_at, i.voided_at)
    from subscription_invoices as i
    where (i.status = 'void') <> (num_nonnulls(i.voided_at, i.voided_by, i.void_reason) > 0) or (i.paid_at is null) <> (i.paid_by is null)
        or (i.status in ('open', 'failed') and i.paid_at is not null) or (i.status = 'paid' and i.paid_at is null)
        or i.paid_at < i.made_at or i.voided_at < i.made_at or (i.status in ('open', 'failed') and i.amount_usd = 0);
$fn$;
comment on function verify_c14_invoices() is 'C14: an invoice is what its row cost, less what was left and the money credit; it is paid once, void once, and the history says the same of it; each belongs to a row.';
