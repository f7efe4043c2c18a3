create or replace function movable_boundary(
    p_org_id uuid, p_kind text, p_subject text, out subject text, out at_instant timestamptz,
    out not_before timestamptz, out after_it timestamptz
) returns record
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
declare
    v_zone text;
begin
    select o.time_zone into v_zone from organizations as o where o.org_id = p_org_id;
    if p_kind = 'planned_end' then
        select t.term_id::text, t.planned_end_at, t.starts_at + interval '1 microsecond', midnight_of(boundary_date(t.anchor_date, t.billing_cycle, t.cycle_index + 2), v_zone)
        into subject, at_instant, not_before, after_it
        from subscription_terms as t
        inner join organization_subscriptions as s on s.org_id = t.org_id and s.term_id = t.term_id and s.status <> 'canceled'
        where t.org_id = p_org_id and not t.is_trial and t.ended_at is null;
    elsif p_kind = 'reset' then
        select a.user_id, a.next_reset_at, midnight_of(
            boundary_date(a.reset_anchor_date, a.reset_period, boundary_index(a.reset_anchor_date, a.reset_period, a.next_reset_date) + 1),
            v_zone
        )
        into subject, at_instant, after_it
        from user_credit_allocations as a where a.org_id = p_org_id and a.user_id = p_subject;
    elsif p_kind = 'own_grant' then
        select p.org_id::text, p.next_own_grant_at, midnight_of(
            boundary_date(g.anchor_date, 'monthly', boundary_index(g.anchor_date, 'monthly', p.next_own_grant_date) + 1), v_zone
        )
        into subject, at_instant, after_it
        from organization_credit_pools as p
        inner join own_grants as g on g.org_id = p.org_id and g.until_at is null
        where p.org_id = p_org_id;
    end if;
end
$fn$;
comment on function movable_boundary(uuid, text, text) is 'The next boundary that may be moved by hand, what it belongs to, the least instant (a term lasts), and the one after it; nulls where there is none.';
