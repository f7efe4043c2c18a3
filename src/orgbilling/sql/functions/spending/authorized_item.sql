create or replace function authorized_item(
    i spend_item_v1, p_session_idle_s integer, p_now timestamptz, out credential_id text, out outcome text, out is_stale boolean
)
language plpgsql
as $fn$
begin
    if i.credential_hash is null then
        return;
    end if;
    -- A service key, the commonest, takes one look.
    select k.key_id::text, k.is_stale into credential_id, is_stale
    from usable_keys(i.org_id, i.credential_hash, p_now) as k
    where k.kind = 'service' and 'spend' = any(k.scopes);
    if not found then
        select a.credential_ids[1], a.outcomes[1], a.stale is not null into credential_id, outcome, is_stale
        from authorized_items(array[i], p_session_idle_s, p_now) as a;
    end if;
end
$fn$;
comment on function authorized_item(spend_item_v1, integer, timestamptz) is 'authorized_items for one.';
