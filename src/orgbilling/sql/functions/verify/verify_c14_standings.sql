create or replace function verify_c14_standings() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 subscription standing', s.org_id, s.subscription_id::text, coalesce(n.standing, 'none'), coalesce(s.standing, 'none')
    from organization_subscriptions as s
    left join (
        select distinct on (x.org_id, x.subscription_id) x.org_id, x.subscription_id, x.standing
        from subscription_standings as x
        order by x.org_id, x.subscription_id, x.standing_number desc
    ) as n on n.org_id = s.org_id and n.subscription_id = s.subscription_id
    where s.standing is distinct from n.standing
    union all
    select 'C14 organization standing', o.org_id, 'organization', n.standing, o.status
    from organizations as o
    inner join organization_standings as n on n.org_id = o.org_id and n.until_at is null
    where o.status <> n.standing
    union all
    select 'C14 standings follow each other', x.org_id, x.subscription_id::text, 'from ' || x.until_before, x.from_at::text
    from (
        select
            y.org_id, y.subscription_id, y.from_at,
            lag(y.until_at) over (partition by y.org_id, y.subscription_id order by y.standing_number) as until_before
        from subscription_standings as y
    ) as x
    where x.from_at <> x.until_before
    union all
    select 'C14 past due owes', s.org_id, s.subscription_id::text, 'an open invoice', 'none'
    from organization_subscriptions as s
    where s.standing in ('past_due', 'blocked') and not owes_invoices(s);
$fn$;
comment on function verify_c14_standings() is 'C14: what copies a standing is the newest row; standings follow each other without a gap; nobody is past due without an open invoice.';
