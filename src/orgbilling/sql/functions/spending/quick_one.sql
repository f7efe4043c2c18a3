create or replace function quick_one(
    i spend_item_v1, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns spending_result
language plpgsql
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
begin
    if i.closely or malformed_field(i) is not null then
        return null;
    elsif i.verb in ('deduct', 'reserve') then
        return quick_spend(i, p_session_idle_s, p_now, p_is_settled);
    elsif i.verb = 'capture' then
        return quick_capture(i, p_session_idle_s, p_now, p_is_settled);
    end if;
    return null;
end
$fn$;
comment on function quick_one(spend_item_v1, integer, timestamptz, boolean) is 'An item that comes alone, or is the only one of its organization among few, by the shortest way that its verb has; null where it must be looked at closely.';
