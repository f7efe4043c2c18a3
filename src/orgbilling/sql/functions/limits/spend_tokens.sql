create or replace function spend_tokens(i spend_item) returns numeric
language sql
immutable parallel safe
as $fn$
    select case
        when i.verb = 'reserve' then coalesce((i.call ->> 'input_tokens')::numeric, 0)
        else coalesce((
            -- What a program says of itself takes nothing off.
            select sum(case
                when jsonb_typeof(i.metadata -> m.name) = 'number'
                    then least(greatest((i.metadata ->> m.name)::numeric, 0), 1e10 /* CREDITS_BELOW */)
            end)
            from unnest(array['input_tokens', 'output_tokens']) as m (name)
        ), 0)
    end
$fn$;
comment on function spend_tokens(spend_item) is 'Tokens of a call to a model: those that were estimated of its input at a reserve; those that it says were used, otherwise.';
