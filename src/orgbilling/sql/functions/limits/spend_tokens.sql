create or replace function spend_tokens(i spend_item) returns numeric
language sql
immutable parallel safe
as $fn$
    select case
        when i.verb = 'reserve' then coalesce((i.call ->> 'input_tokens')::numeric, 0)
        else coalesce((
            select sum((i.metadata ->> m.name)::numeric)
            from unnest(array['input_tokens', 'output_tokens']) as m (name)
            where jsonb_typeof(i.metadata -> m.name) = 'number'
        ), 0)
    end
$fn$;
comment on function spend_tokens(spend_item) is 'Tokens of a call to a model: those that were estimated of its input at a reserve; those that it says were used, otherwise.';
