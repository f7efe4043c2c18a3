create or replace function note_spending(
    p_org_id uuid, p_user_ids text[], p_allocated numeric[], p_used_before numeric[], p_used numeric[],
    p_usage_ids uuid[], p_usage_users text[], p_credits numeric[], p_charged numeric[], p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_row record;
begin
    for v_row in
        select s.user_id, s.allocated, s.used
        from unnest(p_user_ids, p_allocated, p_used_before, p_used) as s (user_id, allocated, used_before, used)
        where s.used > 0.9 * s.allocated and s.used_before <= 0.9 * s.allocated
    loop
        perform record_audit(
            p_org_id, 'user.allocation.exhausted', 'system', 'system', v_row.user_id,
            jsonb_build_object('allocated_credits', v_row.allocated, 'used_credits', v_row.used)
        );
        perform emit_fact(p_org_id, 'user.allocation.exhausted', jsonb_build_object('user_id', v_row.user_id));
    end loop;
    for v_row in
        select s.usage_id, s.user_id, s.credits - s.charged as uncollected
        from unnest(p_usage_ids, p_usage_users, p_credits, p_charged) as s (usage_id, user_id, credits, charged)
        where s.credits > s.charged
    loop
        insert into credit_debts (org_id, debt_id, kind, user_id, raised_credits, created_at)
        values (p_org_id, v_row.usage_id, 'uncollected', v_row.user_id, v_row.uncollected, p_now);
        perform emit_fact(p_org_id, 'credit.uncollected', jsonb_build_object(
            'user_id', v_row.user_id, 'usage_id', v_row.usage_id, 'credits', v_row.uncollected
        ));
    end loop;
end
$fn$;
comment on function note_spending(uuid, text[], numeric[], numeric[], numeric[], uuid[], text[], numeric[], numeric[], timestamptz) is 'What a batch of usage must be followed by: an audit event and a fact where a member crossed 90 % of the allocation, a debt and a fact where a capture cost more than was left.';
