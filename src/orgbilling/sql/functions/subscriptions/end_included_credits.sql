create or replace function end_included_credits(p_item included_credits, p_state text, p_reason text, p_actor_id text, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    c included_credits := p_item;
    v_out numeric := 0;
begin
    if c.lot_id is not null then
        v_out := take_out_of_lot(c.org_id, c.lot_id, c.credits, p_reason, p_actor_id, p_now);
    end if;
    update included_credits
    set
        state = p_state, ended_at = p_now, ended_by = coalesce(p_actor_id, session_user), end_reason = p_reason,
        taken_back_credits = v_out, unrecovered_credits = case when c.lot_id is not null then c.credits - v_out else 0 end
    where org_id = c.org_id and term_id = c.term_id and kind = c.kind and item_number = c.item_number;
end
$fn$;
comment on function end_included_credits(included_credits, text, text, text, timestamptz) is 'Takes a month or a difference back: what it brought goes out as far as it is there; the rest is noted as unrecovered, and not owed. The caller has locked the pool.';
