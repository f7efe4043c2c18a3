create or replace function dispatch_gateway_call(
    p_org_id uuid, p_hold_id uuid, p_request_id text, p_user_id text, p_process_id uuid, p_model text, p_upstream text,
    p_price_id uuid, p_markup numeric, p_input_tokens bigint
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    insert into gateway_calls (
        org_id, hold_id, request_id, user_id, process_id, model, upstream, price_id, markup, input_tokens_estimated,
        dispatched_at, journaled_at
    ) values (
        p_org_id, p_hold_id, p_request_id, p_user_id, p_process_id, p_model, p_upstream, p_price_id, p_markup, p_input_tokens,
        clock_timestamp(), clock_timestamp()
    );
    update credit_holds set dispatched_at = clock_timestamp() where org_id = p_org_id and hold_id = p_hold_id;
end
$fn$;
comment on function dispatch_gateway_call(uuid, uuid, text, text, uuid, text, text, uuid, numeric, bigint) is 'Notes that a held call is about to be sent: from here on it may cost something, and is settled even if its process dies.';
