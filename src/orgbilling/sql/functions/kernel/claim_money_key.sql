create or replace function claim_money_key(p_org_id uuid, p_key text, p_verb text, p_body jsonb) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_key credit_request_keys%rowtype;
begin
    if p_key is null then
        return null;
    end if;
    if length(p_key) not between 1 and 255 /* ID_CHARACTERS_MAX */ then
        raise exception 'an idempotency key has 1 to % characters', 255 /* ID_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'idempotency_key')::text;
    end if;
    insert into credit_request_keys (org_id, request_key, verb, result_id, body, created_at)
    values (p_org_id, p_key, p_verb, uuid_v7(clock_timestamp()), p_body, clock_timestamp())
    on conflict (org_id, request_key) do nothing;
    if found then
        return null;
    end if;
    -- A new statement, so that the row of a twin that committed while we waited is seen.
    select * into strict v_key from credit_request_keys where org_id = p_org_id and request_key = p_key;
    if v_key.verb <> p_verb or v_key.body is distinct from p_body then
        raise exception 'this idempotency key was used for another request' using errcode = 'OB003',
            detail = jsonb_build_object('verb', v_key.verb)::text;
    end if;
    return v_key.response;
end
$fn$;
comment on function claim_money_key(uuid, text, text, jsonb) is 'Claims an idempotency key for a money-in verb. Returns null when the caller is first (or gave no key), else the stored answer. Raises OB003 when the key was used for another body.';
