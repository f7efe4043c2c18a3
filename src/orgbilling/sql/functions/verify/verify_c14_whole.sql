create or replace function verify_c14_whole() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 taken over', x.org_id, x.what, s.remembered_since::text, x.taken_over_at::text
    from (
        select t.org_id, 'term' as what, t.taken_over_at from subscription_terms as t
        union
        select c.org_id, 'month or difference', c.taken_over_at from included_credits as c
        union
        select g.org_id, 'own grant', g.taken_over_at from own_grants as g
        union
        select b.org_id, 'own grant boundary', b.taken_over_at from own_grant_boundaries as b
    ) as x
    cross join ledger_settings as s
    where x.taken_over_at <> s.remembered_since
    union all
    select 'C14 no organization', x.org_id, x.what, 'an organization with a pool', 'none'
    from (
        select p.org_id, 'pool' as what from organization_credit_pools as p
        union
        select a.org_id, 'allocations' from user_credit_allocations as a
        union
        select t.org_id, 'transfers' from credit_transfers as t
        union
        select s.org_id, 'subscriptions' from organization_subscriptions as s
        union
        select d.org_id, 'usage' from credit_usage_daily as d
        union
        select h.org_id, 'history' from org_billing_history as h
        union
        select l.org_id, 'its creation' from organization_audit_log as l where l.event_type = 'org.created'
    ) as x
    left join organizations as o on o.org_id = x.org_id
    left join organization_credit_pools as p on p.org_id = x.org_id
    -- What was made without the verb of creation has no pool until credits move.
    where o.org_id is null or (p.org_id is null and (x.what in ('allocations', 'transfers') or exists (
        select 1 from organization_audit_log as l where l.org_id = x.org_id and l.event_type = 'org.created'
    )))
    union all
    select 'C14 no subscription', x.org_id, x.subscription_id::text, 'a subscription', 'none'
    from (
        select t.org_id, t.subscription_id from subscription_terms as t
        union
        select n.org_id, n.subscription_id from subscription_standings as n
        union
        select i.org_id, i.subscription_id from subscription_invoices as i
        union
        select w.org_id, w.subscription_id from subscription_scheduled_changes as w
    ) as x
    where not exists (select 1 from organization_subscriptions as s where s.org_id = x.org_id and s.subscription_id = x.subscription_id)
    union all
    select 'C14 no allocation', x.org_id, x.user_id, 'an allocation', 'none'
    from (
        select r.org_id, r.user_id from credit_resets as r
        union
        select h.org_id, h.user_id from credit_holds as h
        union
        select t.org_id, t.user_id from credit_transfers as t where t.allocation_seq is not null
    ) as x
    where not exists (select 1 from user_credit_allocations as a where a.org_id = x.org_id and a.user_id = x.user_id);
$fn$;
comment on function verify_c14_whole() is 'C14: every row is of an organization that is there and has a pool.';
