create or replace function authorized_spenders(
    p_org_id uuid, p_verbs text[], p_user_ids text[], p_credential_hashes bytea[], p_session_idle_s integer, p_now timestamptz,
    out credential_ids text[], out outcomes text[], out is_stale boolean
)
language plpgsql
as $fn$
declare
    -- Many items of few credentials: each credential is looked up once.
    v_hashes constant bytea[] := array(select distinct h from unnest(p_credential_hashes) as h where h is not null);
begin
    select
        array_agg(c.credential_id order by i.n),
        array_agg(case
            when c.outcome is not null then c.outcome
            when c.own_user_id <> p_user_ids[i.n] then
                case when p_verbs[i.n] in ('deduct', 'reserve') then 'forbidden' else 'hold_of_another_credential' end
        end order by i.n),
        bool_or(c.is_stale)
    into credential_ids, outcomes, is_stale
    from unnest(p_credential_hashes) with ordinality as i (hash, n)
    left join (
        select v_hashes[r.ordinal] as hash, r.credential_id, r.own_user_id, r.outcome, r.is_stale
        from resolve_credentials(p_org_id, v_hashes, p_session_idle_s, p_now) as r
    ) as c on c.hash = i.hash;
end
$fn$;
comment on function authorized_spenders(uuid, text[], text[], bytea[], integer, timestamptz) is 'For each item the id of its credential, and why that credential may not spend for the member (null: it may). An item without a credential is vouched for by the caller. is_stale says that the use of some key was last noted more than a minute ago.';
