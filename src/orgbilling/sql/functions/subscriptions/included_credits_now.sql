create or replace function included_credits_now(
    p_subscription organization_subscriptions, p_included numeric, p_starts_new_term boolean, p_now timestamptz
) returns numeric
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
declare
    v_month record;
    v_days integer;
    v_left integer;
begin
    select month_end_date(t) - c.starts_date as days,
        greatest(month_end_date(t) - local_date(p_now, o.time_zone), 0) as days_left,
        -- What was reversed first stays reversed when its invoice is void as well.
        c.state = 'skipped' or coalesce(i.status = 'void', false) as is_left_out
    into v_month
    from included_credits as c
    inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
    inner join organizations as o on o.org_id = c.org_id
    left join subscription_invoices as i on i.org_id = c.org_id and i.invoice_id = c.invoice_id
    where c.org_id = (p_subscription).org_id and c.term_id = (p_subscription).term_id and c.kind = 'month'
    order by c.item_number desc
    limit 1;
    if not found then
        return case when p_starts_new_term then p_included else 0 end;
    end if;
    v_days := greatest(v_month.days, 1);
    v_left := least(v_month.days_left, v_days);
    if not p_starts_new_term then
        return trunc(greatest(p_included - (p_subscription).included_monthly_credits, 0) * v_left / v_days, 6);
    end if;
    if v_month.is_left_out then
        return p_included;
    end if;
    return trunc(greatest(p_included * v_days - (p_subscription).included_monthly_credits * v_left, 0) / v_days, 6);
end
$fn$;
comment on function included_credits_now(organization_subscriptions, numeric, boolean, timestamptz) is 'Credits that a change brings by itself, rounded down once at the sixth decimal. Within a term: (new - old included) x whole days left of the month / its days. With a new term, month 1 of it: (new x days - old x days left) / days, the old month left out where a pause skipped it or its invoice is void. Days are the organization''s dates.';
