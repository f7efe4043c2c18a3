create or replace function credits_used_from(p_org_id uuid, p_kind text, p_subject_id text, p_first_day date) returns numeric
language sql
stable
as $fn$
    select coalesce(sum(u.credits_used), 0) - coalesce(sum((
        select sum(r.credits) from credit_usage_refunds as r where r.org_id = u.org_id and r.usage_id = u.usage_id
    )), 0)
    from credit_usage_attribution as u
    where u.org_id = p_org_id and u.local_day >= p_first_day
        -- A posting day is at most a day from that of the clock, so that older months are not read.
        and u.created_at >= p_first_day - interval '2 days'
        and p_subject_id = case p_kind when 'member' then u.user_id else u.credential_id end
$fn$;
comment on function credits_used_from(uuid, text, text, date) is 'Credits that a member or a key has used from a posting day on, net of refunds.';
