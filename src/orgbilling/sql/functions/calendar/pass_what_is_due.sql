create or replace function pass_what_is_due(p_org_id uuid, p_now timestamptz, p_floor timestamptz default '-infinity') returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- A verb goes on while the calendar stands, within what is there: nothing counts as due.
    if calendar_stands() then
        perform note_next_due(p_org_id, next_boundary_at(p_org_id));
    else
        perform pass_boundaries(p_org_id, p_now, p_floor);
    end if;
end
$fn$;
comment on function pass_what_is_due(uuid, timestamptz, timestamptz) is 'pass_boundaries for a verb that made something due at its own instant; while the calendar stands nothing is passed, and only noted when the next would be.';
