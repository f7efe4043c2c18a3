create or replace function unanswered(p_items spend_item[], p_ordinals integer[], p_outcome text) returns setof spending_result
language plpgsql
immutable
as $fn$
begin
    return query
        select
            o.n, p_outcome, null::uuid, p_items[o.n].hold_id, null::numeric, null::numeric, null::text, null::numeric,
            null::numeric, false, null::numeric, null::numeric, null::timestamptz,
            case when p_outcome = 'malformed' then malformed_field(p_items[o.n]) end, null::jsonb
        from unnest(p_ordinals) as o (n);
end
$fn$;
comment on function unanswered(spend_item[], integer[], text) is 'The same outcome for the items of these numbers, with nothing beside it.';
