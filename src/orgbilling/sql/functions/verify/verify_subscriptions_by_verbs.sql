create or replace function verify_subscriptions_by_verbs() returns table (org_id uuid, subscription_id uuid)
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select s.org_id, s.subscription_id
    from organization_subscriptions as s
    where exists (
        select 1 from organization_audit_log as l
        where l.org_id = s.org_id and l.event_type = 'org.subscription.created' and l.subject = s.subscription_id::text
    );
$fn$;
comment on function verify_subscriptions_by_verbs() is 'Subscriptions that a verb created, of which every step is told somewhere else as well; not those that somebody wrote by hand.';
