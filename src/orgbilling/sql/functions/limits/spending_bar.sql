create or replace function spending_bar(
    p_org_id uuid, p_user_id text, p_credential_id text, p_service_type text, p_service_name text, p_address inet, p_now timestamptz
) returns text
language sql
stable
as $fn$
    -- The first of them by name: whoever meets more than one is told of one after the other.
    select min(case
        when r.expires_at <= p_now then 'access_expired'
        -- Who speaks SQL comes from no address and has no credential.
        when
            r.allowed_addresses is not null and not coalesce(p_address <<= any(r.allowed_addresses), p_credential_id is null)
            then 'address_not_allowed'
        when not is_model_allowed(r.allowed_models, p_service_type, p_service_name) then 'model_not_allowed'
    end)
    from spending_rules as r
    where r.org_id = p_org_id and r.kind = any(array['key', 'member', 'organization'])
        and r.subject_id = case r.kind when 'key' then p_credential_id when 'member' then p_user_id else p_org_id::text end
$fn$;
comment on function spending_bar(uuid, text, text, text, text, inet, timestamptz) is 'Why a member may not spend this way with a credential (null: none), from this address (null: unknown), on this service, by the rules of the organization, the member and the key: access_expired, address_not_allowed, model_not_allowed; null: they may.';
