create or replace function quick_one(
    i spend_item, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns spending_result
language sql
as $fn$
    select case
        when i.closely or malformed_field(i) is not null then null
        when i.verb in ('deduct', 'reserve') then quick_spend(i, p_session_idle_s, p_now, p_is_settled)
        when i.verb = 'capture' then quick_capture(i, p_session_idle_s, p_now, p_is_settled)
    end
$fn$;
comment on function quick_one(spend_item, integer, timestamptz, boolean) is 'An item that comes alone, or is the only one of its organization among few, by the shortest way that its verb has; null where it must be looked at closely. It is written so that PostgreSQL puts it into the expression that names it.';
