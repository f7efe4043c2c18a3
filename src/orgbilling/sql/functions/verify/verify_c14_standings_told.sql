create or replace function verify_c14_standings_told() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 standing', x.org_id, x.subscription_id::text, format('%s, %s from %s', x.place, x.standing, coalesce(x.until_before, x.subscribed_at)),
        format('%s from %s until %s', x.standing_number, x.from_at, x.until_at)
    from (
        select
            n.*, s.created_at as subscribed_at, row_number() over w as place, lag(n.until_at) over w as until_before,
            lag(n.standing) over w as standing_before, lead(n.from_at) over w as next_from_at
        from subscription_standings as n
        inner join organization_subscriptions as s on s.org_id = n.org_id and s.subscription_id = n.subscription_id
        window w as (partition by n.org_id, n.subscription_id order by n.standing_number)
    ) as x
    where x.standing not in ('trialing', 'active', 'past_due', 'blocked', 'paused', 'ended') or x.standing_number <> x.place
        or x.from_at is distinct from coalesce(x.until_before, x.subscribed_at) or x.standing_before = x.standing
        or (x.next_from_at is not null and x.until_at is null) or x.standing_before = 'ended' or (x.place > 1 and x.standing = 'trialing')
        or (x.next_from_at is null and x.until_at is not null and x.standing not in ('trialing', 'past_due'))
    union all
    select 'C14 trial', s.org_id, s.subscription_id::text, format('%s, standing until %s', t.planned_end_at, n.until_at), s.trial_ends_at::text
    from organization_subscriptions as s
    left join subscription_standings as n
        on n.org_id = s.org_id and n.subscription_id = s.subscription_id and n.standing_number = 1 and n.standing = 'trialing'
    left join subscription_terms as t on t.org_id = s.org_id and t.subscription_id = s.subscription_id and t.is_trial
    where (n.standing is null and s.trial_ends_at is not null) or (n.standing is not null and (
        s.trial_ends_at is distinct from t.planned_end_at or n.until_at > s.trial_ends_at
        or (s.standing = 'trialing' and n.until_at <> s.trial_ends_at)
        or (n.until_at < s.trial_ends_at and n.until_at is distinct from s.canceled_at)
    ))
    union all
    select 'C14 grace', s.org_id, s.subscription_id::text, 'what the audit log says', coalesce(s.return_until, s.standing_until)::text
    from organization_subscriptions as s
    inner join verify_subscriptions_by_verbs() as b on b.org_id = s.org_id and b.subscription_id = s.subscription_id
    where (s.standing = 'past_due' or s.return_standing = 'past_due') and not exists (
        select 1 from organization_audit_log as l
        where
            l.org_id = s.org_id and l.event_type = 'org.subscription.past_due' and l.subject = s.subscription_id::text
            and (l.details ->> 'grace_ends_at')::timestamptz = coalesce(s.return_until, s.standing_until)
    )
    union all
    select 'C14 return', s.org_id, s.subscription_id::text, 'as it owes', s.return_standing
    from organization_subscriptions as s
    where s.standing = 'paused' and (
        s.return_standing not in ('active', 'past_due', 'blocked') or (s.return_standing <> 'active' and not owes_invoices(s))
        or (s.return_standing = 'past_due') <> (s.return_until is not null)
    );
$fn$;
comment on function verify_c14_standings_told() is 'C14: standings are numbered from the creation on and end where the next begins; a trial ends with its term, a grace when the audit log says, a pause returns to where it came from.';
