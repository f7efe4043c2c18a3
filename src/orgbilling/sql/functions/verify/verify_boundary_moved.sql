create or replace function verify_boundary_moved(
    p_organization_id uuid, p_kind text, p_subject text, p_at timestamptz, p_midnight timestamptz
) returns boolean
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select exists (
        -- Moved by hand to that very instant.
        select 1 from calendar_moves as m
        where m.org_id = p_organization_id and m.kind = p_kind and m.subject = p_subject and m.new_at = p_at
        union all
        -- A zone that was changed moves instants, and settles at its own what it puts into the past.
        select 1 from organization_audit_log as l
        where
            l.org_id = p_organization_id and l.event_type = 'org.updated' and l.details ? 'time_zone'
            and (
                p_at between p_midnight - interval '27 hours' and p_midnight + interval '27 hours'
                or exists (
                    select 1 from calendar_moves as m
                    where
                        m.org_id = p_organization_id and m.kind = p_kind and m.subject = p_subject
                        and p_at between m.new_at - interval '27 hours' and m.new_at + interval '27 hours'
                )
            )
    );
$fn$;
comment on function verify_boundary_moved(uuid, text, text, timestamptz, timestamptz) is 'Whether a row says why a boundary is not, or was not, at its midnight: it was moved by hand to p_at, or the organization''s zone was changed and p_at is within a day''s shift of where it would be.';
