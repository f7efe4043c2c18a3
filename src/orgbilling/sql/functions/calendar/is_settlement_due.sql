create or replace function is_settlement_due(p_org_id uuid, p_now timestamptz default null) returns boolean
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
begin
    return exists (
        select 1 from user_credit_allocations as a
        where a.org_id = p_org_id and a.next_reset_at <= coalesce(p_now, clock_timestamp())
    )
    or exists (
        select 1 from organization_credit_pools as p
        where
            p.org_id = p_org_id and (
                p.next_refresh_at <= coalesce(p_now, clock_timestamp())
                or (p.available_credits > 0 and exists (
                    select 1 from user_credit_allocations as a
                    where a.org_id = p.org_id and a.refill_due_credits > 0
                ))
            )
    );
end
$fn$;
comment on function is_settlement_due(uuid, timestamptz) is 'Whether a reset, a refresh or a top-up of this organization is due; what a read asks before it shows balances.';
