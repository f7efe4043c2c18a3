create or replace function allocation_document(p_org_id uuid, p_user_id text) returns jsonb
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
begin
    return (
        select shown_allocation(a, u.email, u.name, o.time_zone, e.credits)
        from user_credit_allocations as a
        join organizations as o on o.org_id = a.org_id
        join users as u on u.user_id = a.user_id
        cross join lateral expired_credits(a.org_id, a.user_id, a.held_credits, clock_timestamp()) as e
        where a.org_id = p_org_id and a.user_id = p_user_id
    );
end
$fn$;
comment on function allocation_document(uuid, text) is 'An allocation as the API shows it; holds that are past their time count as free.';
