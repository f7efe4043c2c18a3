create or replace function release_credits(
    p_org_id uuid, p_hold_id uuid, p_now timestamptz default null
) returns table (
    outcome text, hold_id uuid, credits numeric, remaining_credits numeric, blocked_by text, needed_credits numeric,
    available_credits numeric, replayed boolean
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r constant spending_result := spent_alone(spend_item(p_org_id, 'release', p_hold_id => p_hold_id), p_now);
begin
    return query select
        r.outcome, r.hold_id, r.released_credits, r.remaining_credits, r.blocked_by, r.needed_credits, r.available_credits, r.replayed;
end
$fn$;
comment on function release_credits(uuid, uuid, timestamptz) is 'Gives a hold back unused; the inverse of reserve. Releasing it again gets the same answer. Raises OB004, OB008, OB009, OB012.';
