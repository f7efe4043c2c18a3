create or replace function limited_step(
    i spend_item, s spending_step, p_before credit_holds, p_limits spending_limits[], p_user_id text, p_credential_id text
) returns spending_step
language plpgsql
stable
as $fn$
declare
    l spending_limits;
    r spending_result := s.result;
    v_tokens constant numeric := spend_tokens(i);
    v_amount numeric;
begin
    s.limits := p_limits;
    if p_before.status = 'open' and (s.hold).status <> 'open' then
        s.limits := without_hold(s.limits, p_before);
    end if;
    if i.verb not in ('deduct', 'reserve', 'capture') or r.outcome <> 'ok' or i.verb = 'capture' and (s.usage).usage_id is null then
        return s;
    end if;
    if i.verb <> 'capture' then
        l := limit_in_the_way(p_limits, i, p_user_id, p_credential_id);
        if l.limit_id is not null then
            return row(null, null, null, null, limit_refusal(l, i, r), p_limits)::spending_step;
        end if;
        s.hold.limit_tokens := case when i.verb = 'reserve' then v_tokens end;
    end if;
    for n in 1..cardinality(s.limits) loop
        l := s.limits[n];
        continue when l.subject_id is distinct from case l.kind when 'member' then p_user_id else p_credential_id end;
        v_amount := limit_share(l.unit, i.credits, v_tokens);
        if i.verb = 'reserve' then
            s.hold.limit_ids := (s.hold).limit_ids || l.limit_id;
        end if;
        if i.verb = 'reserve' and l.unit <> 'requests' then
            l.held_amount := l.held_amount + v_amount;
        elsif i.verb <> 'capture' or l.unit <> 'requests' then
            l.used_amount := l.used_amount + v_amount;
        end if;
        s.limits[n] := l;
    end loop;
    return s;
end
$fn$;
comment on function limited_step(spend_item, spending_step, credit_holds, spending_limits[], text, text) is 'A step as the limits of its member and its credential let it be: refused where it would pass one, else with the limits as they are after it; a hold names those that it takes from. A capture is never refused. p_before: the hold as it was.';
