create or replace function move_boundary(
    p_org_id uuid, p_kind text, p_subject text, p_to timestamptz, p_actor_id text, p_reason text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_next record;
begin
    perform require_reason(p_reason);
    v_now := lock_calendar(p_org_id, p_now);
    select * into v_next from movable_boundary(p_org_id, p_kind, p_subject);
    if v_next.at_instant is null then
        raise exception 'there is no such next boundary' using errcode = 'OB017';
    end if;
    -- Whoever asks again for where it is already moves nothing.
    if p_to = v_next.at_instant then
        return;
    end if;
    if p_to is null or p_to < v_now or p_to < v_next.not_before or p_to > v_next.after_it then
        raise exception 'a boundary moves no further than from now to the one after it' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'to', 'latest', v_next.after_it)::text;
    end if;
    -- Before anything is changed: who holds the pool and then wants members meets a spender who waits for the pool.
    perform lock_for_settlement(p_org_id);
    if p_kind = 'planned_end' then
        update subscription_terms set planned_end_at = p_to, planned_end_date = null
        where org_id = p_org_id and term_id = v_next.subject::uuid;
        update subscription_terms as t set next_month_at = next_month_at(t) where t.org_id = p_org_id and t.term_id = v_next.subject::uuid;
        update organization_subscriptions set current_period_end = p_to, cancel_at = case when cancel_at is not null then p_to end
        where org_id = p_org_id and term_id = v_next.subject::uuid;
    elsif p_kind = 'reset' then
        update user_credit_allocations set next_reset_at = p_to where org_id = p_org_id and user_id = v_next.subject;
    else
        update organization_credit_pools set next_own_grant_at = p_to where org_id = p_org_id;
    end if;
    insert into calendar_moves (org_id, move_id, kind, subject, old_at, new_at, actor_id, reason, moved_at)
    values (
        p_org_id, uuid_v7(v_now), p_kind, v_next.subject, v_next.at_instant, p_to, coalesce(p_actor_id, session_user), p_reason, v_now
    );
    perform record_audit(
        p_org_id, 'org.boundary.moved', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, v_next.subject,
        jsonb_build_object('kind', p_kind, 'at', jsonb_build_array(v_next.at_instant, p_to), 'reason', p_reason)
    );
    perform finish_calendar_verb(p_org_id, v_now);
end
$fn$;
comment on function move_boundary(uuid, text, text, timestamptz, text, text, timestamptz) is 'Moves a next boundary by hand: planned_end of the running term, reset of a member (p_subject is the user id), or own_grant; never before now or past the one after it. No credits move with it. A repetition changes nothing. Raises OB001, OB004, OB012, OB017.';
