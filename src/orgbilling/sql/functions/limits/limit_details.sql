create or replace function limit_details(p_told jsonb) returns jsonb
language sql
immutable parallel safe
as $fn$
    select case
        when p_told is null then '{}'
        else jsonb_build_object('limited', p_told ->> 'kind', 'limited_id', p_told ->> 'id', 'period', p_told ->> 'period')
            || (p_told - array['kind', 'id', 'period'])
    end
$fn$;
comment on function limit_details(jsonb) is 'What an audit event says of a limit as it was told: flat, as the log shows the details of an event; nothing for none.';
