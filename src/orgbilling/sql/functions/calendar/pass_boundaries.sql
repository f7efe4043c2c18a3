create or replace function pass_boundaries(p_org_id uuid, p_now timestamptz, p_floor timestamptz default '-infinity') returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_at timestamptz;
begin
    loop
        v_at := next_boundary_at(p_org_id);
        exit when v_at is null or v_at > p_now;
        -- What a move of the zone puts into the past happens at the move.
        perform pass_instant(p_org_id, greatest(v_at, p_floor), p_now);
    end loop;
    perform note_next_due(p_org_id, v_at);
end
$fn$;
comment on function pass_boundaries(uuid, timestamptz, timestamptz) is 'Passes every boundary up to an instant, one instant after the other, and writes when the next is due. The caller has locked the organization for a settlement.';
