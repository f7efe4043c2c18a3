create or replace function authorized_together(
    p_org_ids uuid[], p_user_ids text[], p_credential_hashes bytea[], p_now timestamptz,
    out numbers integer[], out credential_ids text[], out stale integer[]
)
language plpgsql
as $fn$
begin
    -- Many items of few credentials: each is looked up once. A session takes the longer look.
    select
        array_agg(c.n order by c.n) filter (where c.is_vouched_for or c.own_user_id = p_user_ids[c.n]),
        array_agg(c.credential_id order by c.n),
        array_agg(c.n) filter (where c.is_stale and c.n = c.first)
    into numbers, credential_ids, stale
    from (
        select
            i.n, g.numbers[1] as first, k.key_id::text as credential_id, k.user_id as own_user_id,
            g.hash is null or k.kind = 'service' as is_vouched_for,
            k.key_id is not null and coalesce(k.last_used_at < p_now - interval '1 minute', true) as is_stale
        from (
            select i.org_id, i.hash, array_agg(i.n::integer order by i.n) as numbers
            from unnest(p_org_ids, p_credential_hashes) with ordinality as i (org_id, hash, n)
            group by i.org_id, i.hash
        ) as g
        left join api_keys as k
            on k.org_id = g.org_id and k.key_hash = g.hash and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > p_now) and 'spend' = any(k.scopes)
            and (
                k.kind = 'service'
                or exists (
                    select 1 from organization_members as m
                    inner join users as u on u.user_id = m.user_id and u.disabled_at is null
                    where m.org_id = k.org_id and m.user_id = k.user_id and m.status = 'active'
                )
            )
        cross join lateral unnest(g.numbers) as i (n)
    ) as c;
end
$fn$;
comment on function authorized_together(uuid[], text[], bytea[], timestamptz) is 'The numbers of the items whose credential is a key that may spend for their member, or that have none and are vouched for by the caller; the id of each item''s key; and one item for each key whose use was last noted more than a minute ago.';
