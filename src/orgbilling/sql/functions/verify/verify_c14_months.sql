create or replace function verify_c14_months() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with items as (
        select
            c.*, t.taken_over_at as term_taken_over_at, t.starts_at, t.start_date, t.first_month_credits, t.subscription_id, o.time_zone, i.invoice_id as period_invoice_id, l.opened_at,
            l.amount, case when c.kind = 'month' then month_date(t, c.item_number - 1) end as month_date, r.invoice_id as row_invoice_id,
            r.starts_at as row_starts_at, (
                select x.included_monthly_credits from subscription_periods as x
                where x.org_id = c.org_id and x.term_id = c.term_id and (x.starts_at < c.due_at or x.period_number = 1)
                order by x.period_number desc limit 1
            ) as included_credits
        from included_credits as c
        inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
        inner join organizations as o on o.org_id = c.org_id
        left join subscription_invoices as i on i.org_id = c.org_id and i.term_id = c.term_id and i.invoice_kind = 'period'
        left join subscription_periods as r
            on c.kind = 'difference' and r.org_id = c.org_id and r.term_id = c.term_id and r.period_number = c.item_number
        left join credit_lots as l on l.org_id = c.org_id and l.lot_id = c.lot_id
    )
    select 'C14 month', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number),
        format('%s credits on %s of invoice %s', n.credits, c.month_date, c.period_invoice_id),
        format('%s credits on %s, %s, of invoice %s', c.credits, c.starts_date, c.due_at, c.invoice_id)
    from items as c
    cross join lateral (
        select case when c.item_number = 1 then coalesce(c.first_month_credits, c.included_credits) else c.included_credits end as credits,
            case c.item_number when 1 then c.starts_at else midnight_of(c.month_date, c.time_zone) end as due_at
    ) as n
    where c.kind = 'month' and num_nonnulls(c.taken_over_at, c.term_taken_over_at) = 0 and (
        (c.credits, c.starts_date, c.invoice_id) is distinct from (n.credits, c.month_date, c.period_invoice_id)
        or (c.due_at <> n.due_at and not verify_boundary_moved(c.org_id, 'zone', '', c.due_at, n.due_at))
    )
    union all
    select 'C14 difference', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), format('%s of invoice %s', c.row_starts_at, c.row_invoice_id),
        format('%s of invoice %s', c.due_at, c.invoice_id)
    from items as c
    where c.kind = 'difference' and ((c.due_at, c.invoice_id) is distinct from (c.row_starts_at, c.row_invoice_id) or not exists (
        select 1 from included_credits as m
        where m.org_id = c.org_id and m.term_id = c.term_id and m.kind = 'month' and m.starts_date = c.starts_date
    ))
    union all
    select 'C14 brought when', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), coalesce(c.opened_at, c.due_at)::text, c.brought_at::text
    from items as c
    where c.taken_over_at is null and (c.brought_at is distinct from case when c.lot_id is not null then c.opened_at else c.brought_at end
        or c.brought_at < c.due_at or (c.brought_at is not null and c.credits > 0) <> (c.lot_id is not null)
        or (c.state = 'brought' and c.brought_at is null) or (c.state in ('due', 'skipped') and c.brought_at is not null))
    union all
    select 'C14 months in order', t.org_id, t.term_id::text, format('%s, then %s', t.months_passed, next_month_at(t)),
        format('the last is %s, then %s', c.last_number, t.next_month_at)
    from subscription_terms as t
    left join lateral (
        select max(x.item_number) as last_number from included_credits as x where x.org_id = t.org_id and x.term_id = t.term_id and x.kind = 'month'
    ) as c on true
    where coalesce(c.last_number, 0) <> t.months_passed or (t.ended_at is not null and t.next_month_at is not null)
        or (t.ended_at is null and t.next_month_at is distinct from next_month_at(t) and (t.taken_over_at is null or exists (
            select 1 from included_credits as x
            where x.org_id = t.org_id and x.term_id = t.term_id and x.kind = 'month' and x.taken_over_at is null
        )));
$fn$;
comment on function verify_c14_months() is 'C14: months of a term are numbered, start on their dates, and bring what the row in force included; what was brought is a lot opened then; the next month is the date after the last.';
