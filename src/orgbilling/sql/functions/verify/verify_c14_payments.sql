create or replace function verify_c14_payments() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with told as (
        select
            h.org_id, h.details ->> 'invoice_id' as invoice_id, count(*) filter (where h.event_type = 'invoice_paid') as payments,
            count(*) filter (where h.event_type = 'invoice_failed') as failures, max(h.created_at) filter (where h.event_type = 'invoice_paid') as paid_at,
            max(h.actor_id) filter (where h.event_type = 'invoice_paid') as paid_by, min(h.amount_usd) as least_usd, max(h.amount_usd) as most_usd,
            bool_and(h.payment_status = replace(h.event_type, 'invoice_', '')) as says_so, bool_and(h.currency = 'USD') as is_usd,
            min(coalesce(h.subscription_id::text, '')) as first_of, max(coalesce(h.subscription_id::text, '')) as last_of,
            min(coalesce(h.period_start, '-infinity')) as least_start, max(coalesce(h.period_start, '-infinity')) as most_start
        from org_billing_history as h
        where h.event_type in ('invoice_paid', 'invoice_failed') and h.purchase_id is null
        group by h.org_id, h.details ->> 'invoice_id'
    )
    select 'C14 payment', coalesce(i.org_id, h.org_id), coalesce(i.invoice_id::text, h.invoice_id),
        format('%s payments, the last at %s by %s; %s failures', coalesce(h.payments, 0), h.paid_at, h.paid_by, coalesce(h.failures, 0)),
        format('%s of %s, paid at %s by %s', i.status, i.amount_usd, i.paid_at, i.paid_by)
    from subscription_invoices as i
    full join told as h on h.org_id = i.org_id and h.invoice_id = i.invoice_id::text
    where (i.invoice_id is null and h.invoice_id is not null)
        -- An invoice of 0 is paid at birth, and nobody paid it.
        or coalesce(h.payments, 0) <> case when i.paid_at is not null and i.amount_usd > 0 then 1 else 0 end
        or (h.payments > 0 and (h.paid_at, h.paid_by) is distinct from (i.paid_at, i.paid_by))
        or (i.amount_usd = 0 and i.paid_at is distinct from i.made_at and i.status = 'paid')
        or (i.status = 'failed' and coalesce(h.failures, 0) = 0) or (i.status = 'open' and h.failures > 0)
        or h.least_usd <> i.amount_usd or h.most_usd <> i.amount_usd or h.says_so is false or h.is_usd is false or h.first_of <> i.subscription_id::text or h.last_of <> i.subscription_id::text
        or h.least_start <> i.made_at or h.most_start <> i.made_at
    union all
    select 'C14 void', i.org_id, i.invoice_id::text, coalesce(format('by %s: %s', l.actor_id, l.details ->> 'reason'), 'no audit event'),
        format('%s at %s by %s: %s', i.status, i.voided_at, i.voided_by, i.void_reason)
    from subscription_invoices as i
    left join organization_audit_log as l on l.org_id = i.org_id and l.event_type = 'org.invoice.voided' and l.subject = i.invoice_id::text
    where (i.status = 'void') <> (l.audit_id is not null)
        or (i.status = 'void' and (i.voided_by, i.void_reason) is distinct from (l.actor_id, l.details ->> 'reason'))
    union all
    select 'C14 ended with its invoice', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number),
        format('%s at %s by %s', i.status, i.voided_at, i.voided_by), format('%s at %s by %s', c.state, c.ended_at, c.ended_by)
    from included_credits as c
    left join subscription_invoices as i on i.org_id = c.org_id and i.invoice_id = c.invoice_id
    where (c.state in ('void', 'reversed')) < (num_nonnulls(c.ended_at, c.ended_by) > 0) or (i.status = 'void' and c.state in ('due', 'brought'))
        -- What started after its invoice was void is void from birth, and nobody ended it.
        or (c.state = 'void' and (i.status is distinct from 'void' or (c.ended_at, c.ended_by, c.end_reason) is distinct from case
            when c.due_at <= i.voided_at or c.ended_at is not null then (i.voided_at, i.voided_by, i.void_reason)
            else (null::timestamptz, null::text, null::text)
        end))
        or (c.state = 'reversed' and (num_nonnulls(c.ended_at, c.ended_by, c.end_reason) < 3 or c.ended_at < c.due_at or not exists (
            select 1 from organization_audit_log as l
            where
                l.org_id = c.org_id and l.event_type = 'org.month.reversed' and l.subject = c.term_id::text and l.actor_id = c.ended_by
                and (l.details ->> 'month')::integer = c.item_number and l.details ->> 'reason' = c.end_reason
        )));
$fn$;
comment on function verify_c14_payments() is 'C14: an invoice that is paid has one payment in the history, one whose payment failed a failure, one that is void its event in the audit log.';
