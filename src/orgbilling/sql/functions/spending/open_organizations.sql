create or replace function open_organizations(p_now timestamptz, p_is_settled boolean default false) returns table (org_id uuid, day date)
language sql
stable
as $fn$
    select g.org_id, g.day from spending_gate(p_now) as g where g.blocked_by is null and (p_is_settled or not g.is_due)
$fn$;
comment on function open_organizations(timestamptz, boolean) is 'Organizations whose members may spend at an instant, with nothing due to be settled before (which p_is_settled says there is not), and the day on which a spend is posted.';
