create or replace function finish_calendar_verb(p_org_id uuid, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform lock_for_settlement(p_org_id);
    if bring_included_credits(p_org_id, p_now, p_now) then
        perform draw_for_owed(p_org_id, p_now);
    end if;
    perform pass_what_is_due(p_org_id, p_now);
end
$fn$;
comment on function finish_calendar_verb(uuid, timestamptz) is 'Ends a verb that lock_calendar began: brings what it made due, which is given on to who is owed, passes what it put at this instant, and writes when the next boundary is due.';
