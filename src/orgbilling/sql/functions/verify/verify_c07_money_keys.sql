create or replace function verify_c07_money_keys() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with keys as (
        select k.*, (k.body ->> 'credits')::numeric as asked from credit_request_keys as k where k.verb not in ('deduct', 'reserve', 'settlement')
    )
    select 'C7 money key', k.org_id, k.request_key, format('%s of %s and its answer', k.verb, k.body), coalesce(k.response::text, 'none')
    from keys as k
    left join credit_purchases as p on k.verb = 'purchase' and p.org_id = k.org_id and p.purchase_id::text = k.response ->> 'id'
    left join credit_requests as q on k.verb in ('request_credits', 'approve_request') and q.org_id = k.org_id and q.request_id::text = k.response ->> 'id'
    where k.response is null or not coalesce(case
        when k.verb = 'purchase' then (p.credits, p.amount_usd) = (k.asked, (k.response ->> 'amount_usd')::numeric)
            and (k.response ->> 'credits')::numeric = k.asked
            and coalesce((k.body ->> 'purchase_amount')::numeric, p.amount_usd) = p.amount_usd
        when k.verb = 'request_credits' then (q.user_id, q.requested_credits) = (k.body ->> 'user_id', k.asked)
            and (k.response ->> 'requested_credits')::numeric = k.asked
        when k.verb = 'approve_request' then q.request_id::text = k.body ->> 'request_id'
            and q.decided_credits = coalesce(k.asked, q.requested_credits) and (k.response ->> 'decided_credits')::numeric = q.decided_credits
        when k.verb in ('allocate', 'set_allocation', 'reclaim') then
            k.response ->> 'user_id' = k.body ->> 'user_id'
            and (k.response ->> 'allocated_credits')::numeric - (k.response ->> 'used_credits')::numeric - (k.response ->> 'held_credits')::numeric
                = (k.response ->> 'remaining_credits')::numeric
            and case k.verb
                when 'set_allocation' then (k.response ->> 'target_credits')::numeric = k.asked
                when 'allocate' then (k.response ->> 'target_credits')::numeric >= k.asked
                else k.asked > 0
            end
        when k.verb = 'transfer' then (k.response ->> 'user_id', k.response ->> 'to_user_id', (k.response ->> 'credits')::numeric)
            = (k.body ->> 'from_user_id', k.body ->> 'to_user_id', k.asked)
            and (k.response #>> '{to_allocation,target_credits}')::numeric >= k.asked
        when k.verb in ('add', 'refund') then
            (k.response ->> 'available_credits')::numeric + (k.response ->> 'allocated_credits')::numeric
                = (k.response ->> 'total_credits')::numeric
        when k.verb = 'refund_usage' then (k.response ->> 'credits')::numeric = k.asked and k.response ->> 'usage_id' = k.body ->> 'usage_id'
        -- The server keeps the answers of other verbs too, which move no credits.
        when k.verb = 'change_subscription' then k.response ->> 'new_plan' = k.body ->> 'subscription_plan'
        else k.response <> '{}' and k.body <> '{}'
    end, false) or k.response ->> 'org_id' <> k.org_id::text
    union all
    select 'C7 done under a key', k.org_id, k.request_key, format('%s of %s', k.verb, k.body), coalesce(format('%s of %s', t.kind, t.amount), 'nothing')
    from keys as k
    left join credit_transfers as t on t.org_id = k.org_id and t.request_key = k.request_key and t.kind <> 'return'
    left join credit_lots as l on l.org_id = t.org_id and l.lot_id = t.lot_id
    where not coalesce(case k.verb
        when 'add' then t.kind in ('purchase', 'grant') and t.amount = k.asked and l.price_paid_usd = (k.body ->> 'purchase_amount')::numeric
            and l.expires_at is not distinct from (k.body ->> 'expires_at')::timestamptz
        when 'allocate' then t.kind is null or (t.kind = 'allocate' and t.user_id = k.body ->> 'user_id' and t.amount <= k.asked)
        when 'set_allocation' then t.kind is null or (t.kind = 'allocate' and t.user_id = k.body ->> 'user_id' and t.amount <= k.asked)
        when 'reclaim' then t.kind = 'reclaim' and t.user_id = k.body ->> 'user_id' and t.amount = k.asked
        when 'transfer' then (t.kind = 'reclaim' and t.user_id = k.body ->> 'from_user_id' and t.amount = k.asked)
            or (t.kind = 'allocate' and t.user_id = k.body ->> 'to_user_id' and t.amount <= k.asked)
        when 'refund' then t.kind = 'purchase_refund' and t.lot_id::text = k.body ->> 'lot_id' and t.amount = k.asked
        when 'refund_usage' then t.kind = 'usage_refund' and t.usage_id::text = k.body ->> 'usage_id' and t.amount = k.asked
            and t.transfer_id::text = k.response ->> 'refund_id' and t.to_account = k.response ->> 'to_account'
        else t.kind is null
    end, false)
    union all
    select 'C7 transfer without its key', t.org_id, t.transfer_id::text, t.request_key, 'none'
    from credit_transfers as t
    where t.request_key is not null and not exists (
        select 1 from credit_request_keys as k where k.org_id = t.org_id and k.request_key = t.request_key
    );
$fn$;
comment on function verify_c07_money_keys() is 'C7: a money key remembers what was asked and what was answered; what was done under it is that, and each transfer under a key has its key.';
