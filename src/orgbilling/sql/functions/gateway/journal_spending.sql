create or replace function journal_spending(p_items spend_item[], p_results spending_result[]) returns void
language plpgsql
as $fn$
declare
    i spend_item;
    r spending_result;
begin
    foreach r in array p_results loop
        i := p_items[r.ordinal];
        if i.call is null then
            continue;
        elsif i.verb = 'reserve' and r.outcome = 'ok' then
            -- An attempt whose answer was lost has written it already.
            insert into gateway_calls (
                org_id, hold_id, request_id, user_id, process_id, model, upstream, price_id, markup, input_tokens_estimated,
                dispatched_at, journaled_at, fees, audio_input_tokens, service_tier
            )
            select
                i.org_id, r.hold_id, i.request_key, i.user_id, c.process_id, c.model, c.upstream, c.price_id, c.markup,
                c.input_tokens, clock_timestamp(), clock_timestamp(), c.fees, c.audio_input_tokens, c.service_tier
            from jsonb_to_record(i.call) as c (
                process_id uuid, model text, upstream text, price_id uuid, markup numeric, input_tokens bigint,
                fees jsonb, audio_input_tokens bigint, service_tier text
            )
            on conflict do nothing;
        elsif i.verb in ('capture', 'release') and r.outcome not in ('due', 'untried') then
            -- Not "is null": by that they might be found by a look at all calls that run.
            update gateway_calls set settled_at = clock_timestamp()
            where org_id = i.org_id and hold_id = i.hold_id and coalesce(settled_at, 'infinity') = 'infinity';
        end if;
    end loop;
end
$fn$;
comment on function journal_spending(spend_item[], spending_result[]) is 'The journal of calls to models, in the transaction of their holds: a reserve with a call writes its row, a capture or release that was carried out closes it.';
