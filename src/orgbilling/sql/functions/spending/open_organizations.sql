create or replace function open_organizations(p_now timestamptz) returns table (org_id uuid, day date)
language sql
stable
as $fn$
    select g.org_id, g.day from spending_gate(p_now) as g where g.blocked_by is null and not g.is_due
$fn$;
comment on function open_organizations(timestamptz) is 'Organizations whose members may spend at an instant, with nothing due to be settled before, and the day on which a spend is posted.';
