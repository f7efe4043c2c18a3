create or replace function authorized_items(
    p_items spend_item[], p_session_idle_s integer, p_now timestamptz,
    out credential_ids text[], out outcomes text[], out stale integer[]
)
language plpgsql
as $fn$
begin
    if not exists (select from generate_subscripts(p_items, 1) as n where (p_items[n]).credential_hash is not null) then
        return;
    end if;
    -- Many items of few credentials: each is looked up once, by itself: joined, they might be found by a look at all
    -- there are.
    select
        array_agg(coalesce(k.credential_id, s.credential_id) order by i.n),
        array_agg(case
            when g.hash is null then null
            when k.credential_id is null and s.credential_id is null then 'credential_invalid'
            when coalesce(k.refused, s.refused) is not null then coalesce(k.refused, s.refused)
            -- Which holds it may resolve is told by the hold.
            when i.verb in ('deduct', 'reserve') and coalesce(k.user_id, s.user_id) <> i.user_id then 'forbidden'
        end order by i.n),
        array_agg(i.n::integer) filter (where k.is_stale and i.place = 1)
    into credential_ids, outcomes, stale
    from (
        select a.org_id, a.credential_hash as hash, array_agg(a.ordinality) as numbers, array_agg(a.user_id) as users, array_agg(a.verb) as verbs
        from unnest(p_items) with ordinality as a
        group by a.org_id, a.credential_hash
    ) as g
    left join lateral (
        select u.key_id::text as credential_id, u.user_id, u.is_stale, case when not 'spend' = any(u.scopes) then 'scope_missing' end as refused
        from usable_keys(g.org_id, g.hash, p_now) as u
    ) as k on true
    left join lateral (
        select
            'session:' || t.user_id as credential_id, t.user_id,
            case when u.disabled_at is not null then 'credential_invalid' when m.user_id is null then 'organization_not_found' end as refused
        from sessions as t
        inner join users as u on u.user_id = t.user_id
        left join organization_members as m on m.org_id = g.org_id and m.user_id = t.user_id and m.status = 'active'
        where
            k.credential_id is null and t.token_hash = g.hash and t.revoked_at is null and t.expires_at > p_now
            and t.last_seen_at + make_interval(secs => p_session_idle_s) > p_now
        offset 0
    ) as s on true
    cross join lateral unnest(g.numbers, g.users, g.verbs) with ordinality as i (n, user_id, verb, place);
end
$fn$;
comment on function authorized_items(spend_item[], integer, timestamptz) is 'For each item the id of its credential, and why that credential may not spend for the member (null: it may; an item without a credential is vouched for by the caller; null for all where none has one). stale: one item for each key whose use was last noted more than a minute ago.';
