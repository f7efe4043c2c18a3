create or replace function authorized_item(i spend_item, p_session_idle_s integer, p_now timestamptz) returns spending_credential
language plpgsql
as $fn$
declare
    a spending_credential;
begin
    -- A service key, the commonest, takes one look: of no member, it is usable while it is valid.
    select k.key_id::text, null, k.is_stale into a
    from valid_keys(i.org_id, i.credential_hash, p_now) as k
    where k.kind = 'service' and 'spend' = any(k.scopes);
    if not found then
        select s.credential_ids[1], s.outcomes[1], s.stale is not null into a
        from authorized_items(array[i], p_session_idle_s, p_now) as s;
    end if;
    return a;
end
$fn$;
comment on function authorized_item(spend_item, integer, timestamptz) is 'authorized_items for one that has a credential.';
