-- Balances and the rows they are recomputed from.
set local lock_timeout = '10s';

create table organization_credit_pools (
    org_id uuid primary key references organizations,
    pool_id uuid not null default gen_random_uuid(),
    available_credits credit_amount not null default 0 check (available_credits >= 0),
    allocated_credits credit_amount not null default 0 check (allocated_credits >= 0),
    total_credits numeric generated always as (available_credits + allocated_credits) stored,
    seq bigint not null default 0,
    lots_settled_use credit_amount not null default 0 check (lots_settled_use >= 0),
    monthly_refresh_amount credit_amount not null default 0 check (monthly_refresh_amount >= 0),
    refresh_anchor_date date,
    last_refresh_date date,
    next_refresh_date date,
    next_refresh_at timestamptz,
    allow_overage boolean not null default false,
    overage_limit credit_amount not null default 0 check (overage_limit >= 0),
    overage_rate_usd usd_amount not null default 0 check (overage_rate_usd >= 0),
    lifetime_purchased_credits credit_amount not null default 0 check (lifetime_purchased_credits >= 0),
    lifetime_spent_usd numeric(16, 2) not null default 0,
    created_at timestamptz not null default now(),
    check ((next_refresh_date is null) = (next_refresh_at is null))
) with (fillfactor = 70);
create index organization_credit_pools_refresh_due on organization_credit_pools (next_refresh_at);
comment on table organization_credit_pools is 'The shared pool of an organization. A spend does not touch this row; its used credits are the sum over the allocations.';
comment on column organization_credit_pools.org_id is 'The organization.';
comment on column organization_credit_pools.pool_id is 'Id that clients read.';
comment on column organization_credit_pools.available_credits is 'Not allocated yet; equals the transfers to the pool less those from it.';
comment on column organization_credit_pools.allocated_credits is 'Sum of allocated_credits over the members.';
comment on column organization_credit_pools.total_credits is 'available_credits + allocated_credits.';
comment on column organization_credit_pools.seq is 'Number of transfers that touched the pool; orders them.';
comment on column organization_credit_pools.lots_settled_use is 'How much of the cumulative use has been settled onto lots.';
comment on column organization_credit_pools.monthly_refresh_amount is 'Credits that each monthly refresh brings.';
comment on column organization_credit_pools.refresh_anchor_date is 'Local date that monthly refreshes count from.';
comment on column organization_credit_pools.last_refresh_date is 'Local date of the last refresh boundary that was settled.';
comment on column organization_credit_pools.next_refresh_date is 'Local date of the next one.';
comment on column organization_credit_pools.next_refresh_at is 'Its instant: midnight of that date in the organization''s zone.';
comment on column organization_credit_pools.allow_overage is 'Whether members may spend past their allocation.';
comment on column organization_credit_pools.overage_limit is 'Most overage in a billing period.';
comment on column organization_credit_pools.overage_rate_usd is 'Price of an overage credit.';
comment on column organization_credit_pools.lifetime_purchased_credits is 'Credits of paid purchases, refunds taken off.';
comment on column organization_credit_pools.lifetime_spent_usd is 'US dollars paid for credits, refunds taken off.';
comment on column organization_credit_pools.created_at is 'When the pool was made.';

create function is_allocation_sound(
    p_allocated numeric, p_used numeric, p_held numeric, p_target numeric, p_refill_due numeric, p_cumulative numeric,
    p_is_active boolean, p_closed_at timestamptz, p_reset_period text
) returns boolean
language plpgsql
immutable
as $fn$
begin
    -- 1e15 keeps NaN and Infinity out: both sort above it.
    return p_used >= 0 and p_held >= 0 and p_target >= 0 and p_refill_due >= 0
        and p_used + p_held <= p_allocated
        and p_allocated + p_refill_due >= p_target
        and (p_allocated + p_refill_due = p_target or p_allocated = p_used + p_held)
        and (p_is_active or (p_target = 0 and p_refill_due = 0))
        and p_is_active = (p_closed_at is null)
        and p_allocated < 1e15 and p_target < 1e15 and p_cumulative < 1e15
        and scale(p_allocated) <= 6 and scale(p_used) <= 6 and scale(p_held) <= 6 and scale(p_target) <= 6
        and p_reset_period in ('daily', 'weekly', 'monthly', 'never');
end
$fn$;
comment on function is_allocation_sound(numeric, numeric, numeric, numeric, numeric, numeric, boolean, timestamptz, text) is 'The invariant of an allocation, for its CHECK: nothing negative, used and held within what was allocated, nothing above the target that is free, nothing owed once closed, at most six decimals.';

create function is_hold_sound(
    p_credits numeric, p_overage numeric, p_status text, p_resolved_at timestamptz, p_usage_id uuid
) returns boolean
language plpgsql
immutable
as $fn$
begin
    return p_credits > 0 and p_credits < 1e15 and scale(p_credits) <= 6 and p_overage >= 0 and p_overage < 1e15
        and p_status in ('open', 'captured', 'released', 'expired')
        and (p_status = 'open') = (p_resolved_at is null)
        and (p_status = 'captured') = (p_usage_id is not null);
end
$fn$;
comment on function is_hold_sound(numeric, numeric, text, timestamptz, uuid) is 'The invariant of a hold, for its CHECK.';

create table user_credit_allocations (
    org_id uuid not null,
    user_id text collate "C" not null,
    allocation_id uuid not null default gen_random_uuid(),
    allocated_credits numeric not null default 0,
    used_credits numeric not null default 0,
    held_credits numeric not null default 0,
    target_credits numeric not null default 0,
    refill_due_credits numeric not null default 0,
    prior_used_credits numeric not null default 0,
    cumulative_used_credits numeric not null default 0,
    period_number integer not null default 1,
    period_start timestamptz not null default clock_timestamp(),
    seq bigint not null default 0,
    reset_period text not null default 'monthly',
    reset_anchor_date date,
    last_reset_date date,
    next_reset_date date,
    next_reset_at timestamptz,
    is_active boolean not null default true,
    notes text,
    allocated_by text,
    created_at timestamptz not null default now(),
    closed_at timestamptz,
    primary key (org_id, user_id),
    foreign key (org_id, user_id) references organization_members (org_id, user_id),
    -- Every spend updates this row, and PostgreSQL reads a CHECK's expression anew for each statement:
    -- spelled out here it cost more than the update itself, as a function it does not.
    constraint user_credit_allocations_sound check (
        is_allocation_sound(
            allocated_credits, used_credits, held_credits, target_credits, refill_due_credits, cumulative_used_credits,
            is_active, closed_at, reset_period
        )
    )
) with (fillfactor = 60);
create index user_credit_allocations_due on user_credit_allocations (org_id, next_reset_at) where next_reset_at is not null;
create index user_credit_allocations_refill on user_credit_allocations (org_id, user_id) where refill_due_credits > 0;
create index user_credit_allocations_by_user on user_credit_allocations (user_id);
comment on table user_credit_allocations is 'What a member has been given from the pool, and what became of it. remaining = allocated - used - held.';
comment on column user_credit_allocations.org_id is 'The organization.';
comment on column user_credit_allocations.user_id is 'The member.';
comment on column user_credit_allocations.allocation_id is 'Id that clients read.';
comment on column user_credit_allocations.allocated_credits is 'A: what the member has in this period, spent or not.';
comment on column user_credit_allocations.used_credits is 'U: spent in this period.';
comment on column user_credit_allocations.held_credits is 'H: sum of the member''s open holds.';
comment on column user_credit_allocations.target_credits is 'T: what the next resets fill the allocation up to.';
comment on column user_credit_allocations.refill_due_credits is 'D: what the pool still owes this allocation.';
comment on column user_credit_allocations.prior_used_credits is 'L: spent in earlier periods.';
comment on column user_credit_allocations.cumulative_used_credits is 'Everything ever spent from this allocation, refunds not taken off; what the lots are settled against.';
comment on column user_credit_allocations.period_number is 'n: number of the current period, from 1.';
comment on column user_credit_allocations.period_start is 'When the current period began.';
comment on column user_credit_allocations.seq is 'Number of transfers and usage rows of this account; orders them.';
comment on column user_credit_allocations.reset_period is 'daily, weekly, monthly or never.';
comment on column user_credit_allocations.reset_anchor_date is 'Local date that resets count from.';
comment on column user_credit_allocations.last_reset_date is 'Local date of the last reset boundary settled.';
comment on column user_credit_allocations.next_reset_date is 'Local date of the next one.';
comment on column user_credit_allocations.next_reset_at is 'Its instant: midnight of that date in the organization''s zone.';
comment on column user_credit_allocations.is_active is 'Whether the member may spend it.';
comment on column user_credit_allocations.notes is 'What the admin wrote.';
comment on column user_credit_allocations.allocated_by is 'Who changed the target last; every change is also a transfer with its own actor.';
comment on column user_credit_allocations.created_at is 'When it was made.';
comment on column user_credit_allocations.closed_at is 'When it was closed.';

create table credit_lots (
    org_id uuid not null references organization_credit_pools,
    lot_id uuid not null,
    source text not null check (source in ('purchase', 'grant', 'refresh', 'refund', 'opening')),
    amount credit_amount not null check (amount > 0),
    used_credits credit_amount not null default 0 check (used_credits >= 0),
    out_credits credit_amount not null default 0 check (out_credits >= 0),
    price_paid_usd numeric(14, 2) not null default 0 check (price_paid_usd >= 0),
    priority integer not null default 0,
    expires_at timestamptz,
    use_at_opening credit_amount not null check (use_at_opening >= 0),
    purchase_id uuid,
    opened_at timestamptz not null,
    primary key (org_id, lot_id),
    check (used_credits + out_credits <= amount)
);
create unique index credit_lots_one_a_purchase on credit_lots (org_id, purchase_id) where purchase_id is not null;
create index credit_lots_open on credit_lots (org_id, expires_at, priority, lot_id) where used_credits + out_credits < amount;
comment on table credit_lots is 'One lot an inflow; use is settled onto lots, earliest expiry first, then free before paid, then oldest.';
comment on column credit_lots.org_id is 'The organization.';
comment on column credit_lots.lot_id is 'Time-ordered id.';
comment on column credit_lots.source is 'purchase, grant, refresh, refund or opening.';
comment on column credit_lots.amount is 'Credits that came in.';
comment on column credit_lots.used_credits is 'Settled use.';
comment on column credit_lots.out_credits is 'Given back or expired.';
comment on column credit_lots.price_paid_usd is 'What was paid for it.';
comment on column credit_lots.priority is 'Lower burns first among equal expiries: 0 free, 10 paid.';
comment on column credit_lots.expires_at is 'When what is left expires; null: never.';
comment on column credit_lots.use_at_opening is 'Cumulative use of the organization when the lot opened: earlier use cannot have been paid by it.';
comment on column credit_lots.purchase_id is 'Purchase it came from; at most one lot a purchase.';
comment on column credit_lots.opened_at is 'When.';

create table credit_transfers (
    org_id uuid not null references organization_credit_pools,
    transfer_id uuid not null,
    kind text not null check (kind in (
        'purchase', 'grant', 'refresh', 'opening', 'allocate', 'reclaim', 'return', 'reset', 'top_up',
        'usage_refund', 'purchase_refund', 'expiry'
    )),
    from_account text not null check (from_account in (
        'purchased', 'granted', 'refreshed', 'opening', 'pool', 'allocation', 'consumed'
    )),
    to_account text not null check (to_account in ('pool', 'allocation', 'expired', 'refunded')),
    user_id text collate "C",
    amount credit_amount not null check (amount > 0),
    pool_seq bigint,
    pool_balance_after credit_amount,
    allocation_seq bigint,
    allocation_balance_after credit_amount,
    lot_id uuid,
    usage_id uuid,
    actor_id text not null,
    reason text not null,
    request_key text,
    created_at timestamptz not null,
    primary key (org_id, transfer_id),
    check (from_account <> to_account),
    check ((from_account = 'allocation' or to_account = 'allocation') = (allocation_seq is not null)),
    check ((from_account = 'pool' or to_account = 'pool') = (pool_seq is not null)),
    check ((pool_seq is null) = (pool_balance_after is null)),
    check ((allocation_seq is null) = (allocation_balance_after is null)),
    check (allocation_seq is null or user_id is not null)
);
create unique index credit_transfers_pool_order on credit_transfers (org_id, pool_seq) where pool_seq is not null;
create unique index credit_transfers_allocation_order on credit_transfers (org_id, user_id, allocation_seq) where allocation_seq is not null;
comment on table credit_transfers is 'Every movement between accounts but spending; append-only. Sources and sinks have no row of their own: their balance is a sum.';
comment on column credit_transfers.org_id is 'The organization.';
comment on column credit_transfers.transfer_id is 'Time-ordered id.';
comment on column credit_transfers.kind is 'Which verb moved it.';
comment on column credit_transfers.from_account is 'Account that gave.';
comment on column credit_transfers.to_account is 'Account that received.';
comment on column credit_transfers.user_id is 'Member whose allocation is one side, or whose usage is refunded.';
comment on column credit_transfers.amount is 'Credits moved, above zero.';
comment on column credit_transfers.pool_seq is 'Place among the pool''s movements, where the pool is a side.';
comment on column credit_transfers.pool_balance_after is 'Available credits after it.';
comment on column credit_transfers.allocation_seq is 'Place among the allocation''s movements and usage, where an allocation is a side.';
comment on column credit_transfers.allocation_balance_after is 'Allocated less used credits after it.';
comment on column credit_transfers.lot_id is 'Lot opened or reduced.';
comment on column credit_transfers.usage_id is 'Usage refunded.';
comment on column credit_transfers.actor_id is 'Who moved it.';
comment on column credit_transfers.reason is 'Why.';
comment on column credit_transfers.request_key is 'Idempotency key of the request.';
comment on column credit_transfers.created_at is 'When.';

create table credit_resets (
    org_id uuid not null,
    user_id text collate "C" not null,
    period_number integer not null,
    period_start timestamptz not null,
    period_end timestamptz not null,
    boundary_date date,
    cause text not null check (cause in ('boundary', 'reopened')),
    rolled_credits credit_amount not null check (rolled_credits >= 0),
    granted_credits credit_amount not null default 0 check (granted_credits >= 0),
    returned_credits credit_amount not null default 0 check (returned_credits >= 0),
    shortfall_credits credit_amount not null default 0 check (shortfall_credits >= 0),
    created_at timestamptz not null,
    primary key (org_id, user_id, period_number),
    foreign key (org_id, user_id) references user_credit_allocations (org_id, user_id)
);
comment on table credit_resets is 'Ends of allocation periods: one row a member and period.';
comment on column credit_resets.org_id is 'The organization.';
comment on column credit_resets.user_id is 'The member.';
comment on column credit_resets.period_number is 'Period that ended.';
comment on column credit_resets.period_start is 'When that period began.';
comment on column credit_resets.period_end is 'When it ended.';
comment on column credit_resets.boundary_date is 'Local date whose midnight ended it; null when reopening a closed allocation did.';
comment on column credit_resets.cause is 'boundary or reopened.';
comment on column credit_resets.rolled_credits is 'Use of that period.';
comment on column credit_resets.granted_credits is 'Drawn from the pool to reach the target.';
comment on column credit_resets.returned_credits is 'Given back to the pool, above the target.';
comment on column credit_resets.shortfall_credits is 'What the pool could not give and still owes.';
comment on column credit_resets.created_at is 'When it was settled, which may be later than the boundary.';

create table credit_holds (
    org_id uuid not null,
    hold_id uuid not null,
    user_id text collate "C" not null,
    credits numeric not null,
    overage_credits numeric not null default 0,
    status text not null default 'open',
    is_late boolean not null default false,
    service_type text,
    service_name text,
    request_key text not null,
    credential_id text,
    remaining_credits numeric not null,
    expires_at timestamptz not null,
    dispatched_at timestamptz,
    created_at timestamptz not null,
    resolved_at timestamptz,
    usage_id uuid,
    captured_credits numeric,
    released_credits numeric,
    uncollected_credits numeric,
    resolved_remaining_credits numeric,
    primary key (org_id, hold_id),
    foreign key (org_id, user_id) references user_credit_allocations (org_id, user_id),
    constraint credit_holds_sound check (is_hold_sound(credits, overage_credits, status, resolved_at, usage_id))
) with (fillfactor = 80);
create index credit_holds_open on credit_holds (org_id, user_id, expires_at) where status = 'open';
create index credit_holds_expirable on credit_holds (expires_at) where status = 'open';
comment on table credit_holds is 'Credits set aside before a call runs. Every change of state is made under the lock of its allocation.';
comment on column credit_holds.org_id is 'The organization.';
comment on column credit_holds.hold_id is 'Time-ordered id.';
comment on column credit_holds.user_id is 'The member.';
comment on column credit_holds.credits is 'What is held of the allocation.';
comment on column credit_holds.overage_credits is 'What is held of the overage.';
comment on column credit_holds.status is 'open, then captured, released or expired; expired may become captured, late, once.';
comment on column credit_holds.is_late is 'Captured after it had expired.';
comment on column credit_holds.service_type is 'Kind of service the call is for.';
comment on column credit_holds.service_name is 'Model or service the call is for.';
comment on column credit_holds.request_key is 'Idempotency key that made it.';
comment on column credit_holds.credential_id is 'Credential that made it; only that one resolves it.';
comment on column credit_holds.remaining_credits is 'The member''s remaining credits right after it was made: the answer that a replay repeats.';
comment on column credit_holds.expires_at is 'From when it may be expired.';
comment on column credit_holds.dispatched_at is 'When the call it is for left for its provider.';
comment on column credit_holds.created_at is 'When it was made.';
comment on column credit_holds.resolved_at is 'When it left the open state, or was captured late.';
comment on column credit_holds.usage_id is 'Usage row of its capture.';
comment on column credit_holds.captured_credits is 'What the call cost.';
comment on column credit_holds.released_credits is 'What went back to the member.';
comment on column credit_holds.uncollected_credits is 'The part of the cost past every limit.';
comment on column credit_holds.resolved_remaining_credits is 'The member''s remaining credits right after it was resolved.';

create table credit_request_keys (
    org_id uuid not null,
    request_key text collate "C" not null,
    verb text not null,
    user_id text collate "C",
    credits numeric,
    service_type text,
    service_name text,
    result_id uuid not null,
    body jsonb,
    response jsonb,
    created_at timestamptz not null,
    primary key (org_id, request_key)
);
create index credit_request_keys_age on credit_request_keys using brin (created_at);
comment on table credit_request_keys is 'Idempotency keys, claimed before anything else. One space an organization over all verbs; spending keys are kept at least 30 days, money-in keys for ever.';
comment on column credit_request_keys.org_id is 'The organization.';
comment on column credit_request_keys.request_key is 'The caller''s key.';
comment on column credit_request_keys.verb is 'Verb it was used for.';
comment on column credit_request_keys.user_id is 'Fingerprint: the member.';
comment on column credit_request_keys.credits is 'Fingerprint: the amount, compared by value.';
comment on column credit_request_keys.service_type is 'Fingerprint: kind of service.';
comment on column credit_request_keys.service_name is 'Fingerprint: service.';
comment on column credit_request_keys.result_id is 'Id chosen at the claim: of the usage row, the hold, or the refusal.';
comment on column credit_request_keys.body is 'Fingerprint of money-in verbs: the parsed body.';
comment on column credit_request_keys.response is 'Answer of money-in verbs, repeated to a replay.';
comment on column credit_request_keys.created_at is 'When it was claimed.';

create table credit_refusals (
    org_id uuid not null,
    refusal_id uuid not null,
    user_id text collate "C" not null,
    verb text not null,
    blocked_by text not null check (blocked_by in ('allocation', 'pool', 'subscription', 'organization')),
    needed_credits credit_amount not null,
    available_credits credit_amount not null,
    service_type text,
    service_name text,
    created_at timestamptz not null,
    primary key (org_id, refusal_id)
);
comment on table credit_refusals is 'Spending that was refused; kept so that the same key gets the same refusal.';
comment on column credit_refusals.org_id is 'The organization.';
comment on column credit_refusals.refusal_id is 'Time-ordered id, the result_id of its key.';
comment on column credit_refusals.user_id is 'The member.';
comment on column credit_refusals.verb is 'deduct or reserve.';
comment on column credit_refusals.blocked_by is 'Which limit refused.';
comment on column credit_refusals.needed_credits is 'What was asked for.';
comment on column credit_refusals.available_credits is 'What would have fitted.';
comment on column credit_refusals.service_type is 'Kind of service.';
comment on column credit_refusals.service_name is 'Service.';
comment on column credit_refusals.created_at is 'When.';

create table credit_debts (
    org_id uuid not null references organization_credit_pools,
    debt_id uuid not null,
    kind text not null check (kind in ('uncollected', 'clawback')),
    user_id text collate "C",
    raised_credits credit_amount not null check (raised_credits > 0),
    paid_credits credit_amount not null default 0 check (paid_credits >= 0),
    written_off_credits credit_amount not null default 0 check (written_off_credits >= 0),
    created_at timestamptz not null,
    primary key (org_id, debt_id),
    check (paid_credits + written_off_credits <= raised_credits)
);
comment on table credit_debts is 'What an organization owes: cost of a call past every limit (uncollected), later also clawbacks.';
comment on column credit_debts.org_id is 'The organization.';
comment on column credit_debts.debt_id is 'The usage id for uncollected cost.';
comment on column credit_debts.kind is 'uncollected or clawback.';
comment on column credit_debts.user_id is 'Member whose call it was.';
comment on column credit_debts.raised_credits is 'What was owed at first.';
comment on column credit_debts.paid_credits is 'What has been paid.';
comment on column credit_debts.written_off_credits is 'What was given up.';
comment on column credit_debts.created_at is 'When it was raised.';
