create or replace function post_usage_refund(
    p_refund_id uuid, u credit_usage_attribution, a user_credit_allocations, p_to_account text, p_credits numeric,
    p_actor_id text, p_reason text, p_request_key text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    insert into credit_transfers (
        org_id, transfer_id, kind, from_account, to_account, user_id, amount, pool_seq, pool_balance_after, allocation_seq,
        allocation_balance_after, lot_id, lot_expires_at, usage_id, actor_id, reason, request_key, created_at
    )
    select
        u.org_id, p_refund_id, 'usage_refund', 'consumed', p_to_account, u.user_id, p_credits,
        case p_to_account when 'pool' then p.seq end, case p_to_account when 'pool' then p.available_credits end,
        case p_to_account when 'allocation' then a.seq end,
        case p_to_account when 'allocation' then a.allocated_credits - a.used_credits end,
        l.lot_id, l.expires_at, u.usage_id, p_actor_id, p_reason, p_request_key, p_now
    from organization_credit_pools as p
    left join credit_lots as l on l.org_id = p.org_id and l.lot_id = p_refund_id
    where p.org_id = u.org_id;
    insert into credit_usage_refunds (org_id, refund_id, usage_id, user_id, credits, to_account, period_number, local_day, created_at)
    values (
        u.org_id, p_refund_id, u.usage_id, u.user_id, p_credits, p_to_account, u.period_number,
        count_usage_refund(u.org_id, u.usage_id, p_credits, p_now), p_now
    );
end
$fn$;
comment on function post_usage_refund(uuid, credit_usage_attribution, user_credit_allocations, text, numeric, text, text, text, timestamptz) is 'Writes the transfer and the row of a usage refund, after the account that received it was changed. A lot that the refund opened has the refund''s id.';
