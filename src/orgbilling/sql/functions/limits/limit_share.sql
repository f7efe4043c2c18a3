create or replace function limit_share(p_unit text, p_credits numeric, p_tokens numeric) returns numeric
language sql
immutable parallel safe
as $fn$
    select case p_unit when 'credits' then p_credits when 'tokens' then p_tokens else 1 end
$fn$;
comment on function limit_share(text, numeric, numeric) is 'What a spend takes of a limit that counts this unit.';
