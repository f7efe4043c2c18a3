create or replace function is_limited_member(p_org_id uuid, p_user_id text) returns boolean
language sql
stable
as $fn$
    select exists (
        select from spending_rules as r
        left join api_keys as k on r.kind = 'key' and k.org_id = r.org_id and k.key_id::text = r.subject_id
        where r.org_id = p_org_id
            and (r.kind = 'organization' or r.kind = 'member' and r.subject_id = p_user_id or k.kind = 'service' or k.user_id = p_user_id)
    )
$fn$;
comment on function is_limited_member(uuid, text) is 'Whether a rule or limit may concern what is spent of a member: their own, of a key of theirs, of a service key or of the organization.';
