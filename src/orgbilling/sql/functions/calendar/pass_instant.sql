create or replace function pass_instant(p_org_id uuid, p_at timestamptz, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform pass_standing_end(p_org_id, p_at);
    perform pass_term_end(p_org_id, p_at);
    perform pass_months(p_org_id, p_at);
    perform bring_included_credits(p_org_id, p_at, p_now);
    perform pass_own_grant(p_org_id, p_at, p_now);
    perform reset_and_draw(p_org_id, p_at, p_now);
end
$fn$;
comment on function pass_instant(uuid, timestamptz, timestamptz) is 'Everything that is due at one instant, in its order: standings that end, the subscription''s boundary, months and differences, own grants, resets, and one draw for all who are owed.';
