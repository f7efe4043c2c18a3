create or replace function note_spending(
    p_org_id uuid, p_before user_credit_allocations[], p_after user_credit_allocations[],
    p_usage credit_usage_attribution[], p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_row record;
begin
    for v_row in
        select a.user_id, a.allocated_credits, a.used_credits
        from unnest(p_after) as a join unnest(p_before) as b on b.user_id = a.user_id
        where is_nearly_used(a.used_credits, a.allocated_credits) and not is_nearly_used(b.used_credits, b.allocated_credits)
    loop
        perform record_audit(
            p_org_id, 'user.allocation.exhausted', 'system', 'system', v_row.user_id,
            jsonb_build_object('allocated_credits', v_row.allocated_credits, 'used_credits', v_row.used_credits)
        );
        perform emit_fact(p_org_id, 'user.allocation.exhausted', jsonb_build_object('user_id', v_row.user_id));
    end loop;
    for v_row in
        select w.usage_id, w.user_id, w.uncollected_credits from unnest(p_usage) as w where w.uncollected_credits > 0
    loop
        insert into credit_debts (org_id, debt_id, kind, user_id, raised_credits, created_at)
        values (p_org_id, v_row.usage_id, 'uncollected', v_row.user_id, v_row.uncollected_credits, p_now);
        perform emit_fact(p_org_id, 'credit.uncollected', jsonb_build_object(
            'user_id', v_row.user_id, 'usage_id', v_row.usage_id, 'credits', v_row.uncollected_credits
        ));
    end loop;
end
$fn$;
comment on function note_spending(uuid, user_credit_allocations[], user_credit_allocations[], credit_usage_attribution[], timestamptz) is 'What a batch of usage must be followed by: an audit event and a fact where a member crossed 90 % of the allocation, a debt and a fact where a capture cost more than was left.';
