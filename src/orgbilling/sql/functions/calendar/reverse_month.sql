create or replace function reverse_month(
    p_org_id uuid, p_term_id uuid, p_month integer, p_actor_id text, p_reason text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_item included_credits;
begin
    perform require_reason(p_reason);
    v_now := lock_calendar(p_org_id, p_now);
    select * into v_item from included_credits
    where org_id = p_org_id and term_id = p_term_id and kind = 'month' and item_number = p_month for no key update;
    if not found then
        raise exception 'no such month has started' using errcode = 'OB017';
    end if;
    if v_item.state in ('skipped', 'void') then
        raise exception 'this month is %: there is nothing to take back', v_item.state using errcode = 'OB027',
            detail = jsonb_build_object('month_state', v_item.state)::text;
    end if;
    if v_item.state <> 'reversed' then
        perform lock_for_settlement(p_org_id);
        perform end_included_credits(v_item, 'reversed', p_reason, p_actor_id, v_now);
        perform finish_calendar_verb(p_org_id, v_now);
        perform record_audit(
            p_org_id, 'org.month.reversed', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_term_id::text,
            jsonb_build_object('month', p_month, 'credits', v_item.credits, 'reason', p_reason)
        );
    end if;
    select * into v_item from included_credits
    where org_id = p_org_id and term_id = p_term_id and kind = 'month' and item_number = p_month;
    return included_credits_document(v_item);
end
$fn$;
comment on function reverse_month(uuid, uuid, integer, text, text, timestamptz) is 'Takes the credits of one month back, as voiding does, and leaves its invoice. A month that brought none never will. A repetition changes nothing. Returns the month. Raises OB001 without a reason, OB004, OB012, OB017, OB027 for a month that was skipped or voided.';
