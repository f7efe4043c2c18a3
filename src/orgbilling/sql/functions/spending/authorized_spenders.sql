create or replace function authorized_spenders(
    p_org_id uuid, p_verbs text[], p_user_ids text[], p_credential_hashes bytea[], p_session_idle_s integer, p_now timestamptz,
    out credential_ids text[], out outcomes text[]
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    select
        array_agg(c.credential_id order by c.ordinal),
        array_agg(case
            when p_credential_hashes[c.ordinal] is null then null
            when c.outcome is not null then c.outcome
            when c.own_user_id <> p_user_ids[c.ordinal] then
                case when p_verbs[c.ordinal] in ('deduct', 'reserve') then 'forbidden' else 'hold_of_another_credential' end
        end order by c.ordinal)
    into credential_ids, outcomes
    from resolve_credentials(p_org_id, p_credential_hashes, p_session_idle_s, p_now) as c;
end
$fn$;
comment on function authorized_spenders(uuid, text[], text[], bytea[], integer, timestamptz) is 'For each item the id of its credential, and why that credential may not spend for the member (null: it may). An item without a credential is vouched for by the caller.';
