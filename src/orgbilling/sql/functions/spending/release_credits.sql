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
    r spending_result;
begin
    select * into r from spend_credits_batch(
        p_org_id, array['release'], array[null::text], array[null::text], array[null::numeric], array[null::text],
        array[null::text], p_hold_ids => array[p_hold_id], p_now => p_now
    );
    r := require_spent(r);
    return query select
        r.outcome, r.hold_id, r.released_credits, r.remaining_credits, r.blocked_by, r.needed_credits, r.available_credits, r.replayed;
end
$fn$;
comment on function release_credits(uuid, uuid, timestamptz) is 'Gives a hold back unused; the inverse of reserve. Releasing it again gets the same answer. Raises OB004, OB008, OB009, OB012.';
