create or replace function verify_c14_requests() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 request', q.org_id, q.request_id::text, coalesce(l.details::text, 'no audit event'),
        format('%s asks for %s, decided %s by %s', q.user_id, q.requested_credits, q.decided_credits, q.decided_by)
    from credit_requests as q
    left join organization_audit_log as l
        on l.org_id = q.org_id and l.subject = q.request_id::text
        and l.event_type = 'org.credit_request.' || case q.status when 'pending' then 'created' else q.status end
    where l.audit_id is null or q.user_id is distinct from l.details ->> 'user_id'
        or q.requested_credits is distinct from (l.details ->> case q.status when 'pending' then 'credits' else 'requested_credits' end)::numeric
        or (q.status <> 'pending' and (q.decided_credits, q.decided_by) is distinct from ((l.details ->> 'credits')::numeric, l.actor_id))
        or (q.status = 'pending') <> (q.decided_at is null) or (q.status = 'pending' and num_nonnulls(q.decided_credits, q.decided_by) > 0)
        or q.decided_at < q.created_at
    union all
    select 'C14 request', o.org_id, l.subject, 'a request', 'none'
    from organizations as o
    inner join organization_audit_log as l on l.org_id = o.org_id and l.event_type = 'org.credit_request.created'
    where not exists (select 1 from credit_requests as q where q.org_id = l.org_id and q.request_id::text = l.subject);
$fn$;
comment on function verify_c14_requests() is 'C14: a members request for credits says what the audit log says: what was asked, what was decided, by whom.';
