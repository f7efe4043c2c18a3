create or replace function pool_document(p_org_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
begin
    return (
        select jsonb_build_object(
            'id', p.pool_id, 'org_id', p.org_id, 'org_name', o.name,
            'total_credits', p.total_credits, 'allocated_credits', p.allocated_credits,
            'used_credits', u.used, 'held_credits', u.held, 'available_credits', p.available_credits,
            'monthly_refresh_amount', p.monthly_refresh_amount, 'own_monthly_credits', p.own_monthly_credits,
            'included_monthly_credits', p.monthly_refresh_amount - p.own_monthly_credits,
            'last_refresh_date', midnight_of(p.last_refresh_date, o.time_zone), 'next_refresh_date', p.next_refresh_at,
            'allow_overage', p.allow_overage, 'overage_limit', p.overage_limit,
            'lifetime_purchased_credits', p.lifetime_purchased_credits, 'lifetime_spent_amount', p.lifetime_spent_usd
        )
        from organization_credit_pools as p
        join organizations as o on o.org_id = p.org_id
        cross join lateral (
            select coalesce(sum(a.used_credits), 0) as used, coalesce(sum(a.held_credits), 0) as held
            from user_credit_allocations as a where a.org_id = p.org_id
        ) as u
        where p.org_id = p_org_id
    );
end
$fn$;
comment on function pool_document(uuid) is 'A pool as the API shows it to an admin; used and held are the sums over the members.';
