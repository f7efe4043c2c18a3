create or replace function is_limited_member(p_org_id uuid, p_user_id text) returns boolean
language sql
stable
as $fn$
    select exists (
        select from spending_rules as r
        where r.org_id = p_org_id and r.kind = any(array['member', 'organization'])
            and r.subject_id = case r.kind when 'member' then p_user_id else p_org_id::text end
    ) or exists (
        select from spending_rules as r
        -- One by one: an organization has few keys with rules, and may have many keys.
        cross join lateral (
            select from api_keys as k
            where k.org_id = r.org_id and k.key_id = r.subject_id::uuid and (k.kind = 'service' or k.user_id = p_user_id)
            offset 0
        ) as k
        where r.org_id = p_org_id and r.kind = 'key'
    )
$fn$;
comment on function is_limited_member(uuid, text) is 'Whether a rule or limit may concern what is spent of a member: their own, of a key of theirs, of a service key or of the organization.';
