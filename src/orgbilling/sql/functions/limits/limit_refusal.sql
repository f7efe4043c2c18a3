create or replace function limit_refusal(l spending_limits, i spend_item, p_granted spending_result) returns spending_result
language plpgsql
stable
as $fn$
declare
    r spending_result;
    v_remaining constant numeric := p_granted.remaining_credits + i.credits;
begin
    r.replayed := false;
    r.blocked_limit := limit_as_told(l);
    r.remaining_credits := v_remaining;
    if l.unit = 'credits' then
        r.outcome := 'refused';
        r.blocked_by := 'budget';
        r.needed_credits := trim_scale(i.credits);
        r.available_credits := greatest(least(v_remaining, trim_scale(l.limit_amount - l.used_amount - l.held_amount)), 0);
    else
        r.outcome := 'rate_limited';
    end if;
    return r;
end
$fn$;
comment on function limit_refusal(spending_limits, spend_item, spending_result) is 'The answer to an item that its member''s allocation had granted, and which a limit stands in the way of: refused by a budget, or rate_limited, which is kept nowhere.';
