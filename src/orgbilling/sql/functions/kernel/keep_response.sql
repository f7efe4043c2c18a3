create or replace function keep_response(p_org_id uuid, p_key text, p_response jsonb) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    if p_key is not null then
        update credit_request_keys set response = p_response where org_id = p_org_id and request_key = p_key;
    end if;
    return p_response;
end
$fn$;
comment on function keep_response(uuid, text, jsonb) is 'Stores the answer of a money-in verb under its key, and returns it.';
