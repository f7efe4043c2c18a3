create or replace function verify_c14_terms() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 period invoice', t.org_id, t.term_id::text, 'one of ' || r.price_usd, coalesce(i.price_usd::text, 'none')
    from subscription_terms as t
    inner join subscription_periods as r on r.org_id = t.org_id and r.term_id = t.term_id and r.period_number = 1
    left join subscription_invoices as i on i.org_id = t.org_id and i.term_id = t.term_id and i.invoice_kind = 'period'
    where not t.is_trial and i.price_usd is distinct from r.price_usd
    union all
    select 'C14 upgrade invoice', r.org_id, format('%s row %s', r.term_id, r.period_number), 'one', 'none'
    from subscription_periods as r
    inner join subscription_terms as t on t.org_id = r.org_id and t.term_id = r.term_id and not t.is_trial
    left join subscription_invoices as i
        on i.org_id = r.org_id and i.invoice_id = r.invoice_id and i.term_id = r.term_id and i.invoice_kind = 'proration'
    where r.period_number > 1 and r.cause = 'changed' and i.invoice_id is null
    union all
    select 'C14 money credit', m.org_id, 'money credit', m.used_usd::text, coalesce(i.used_usd, 0)::text
    from (select x.org_id, sum(x.used_usd) as used_usd from money_credits as x group by x.org_id) as m
    left join (
        select x.org_id, sum(x.money_credit_usd) as used_usd from subscription_invoices as x group by x.org_id
    ) as i on i.org_id = m.org_id
    where m.used_usd <> coalesce(i.used_usd, 0)
    union all
    select 'C14 months', t.org_id, t.term_id::text, t.months_passed::text, count(c.item_number)::text
    from subscription_terms as t
    left join included_credits as c on c.org_id = t.org_id and c.term_id = t.term_id and c.kind = 'month'
    group by t.org_id, t.term_id, t.months_passed
    having t.months_passed <> count(c.item_number);
$fn$;
comment on function verify_c14_terms() is 'C14: one period invoice a term but a trial''s, at the price of its first row; one invoice an upgrade row; money credit used is what invoices took; every month that started has its row.';
