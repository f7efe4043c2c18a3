-- What only one row said can be changed without a trace: each promise gets a second row that says it.
set local lock_timeout = '10s';

-- What is taken over must not change before the functions of now write both: whoever is at it ends first, and until
-- these functions are there again nobody begins.
lock table organization_subscriptions, user_credit_allocations, organization_credit_pools in share row exclusive mode;
-- squawk-ignore ban-drop-function
drop function if exists
store_allocation(user_credit_allocations),
store_subscription(organization_subscriptions),
reset_and_draw(uuid, timestamptz, timestamptz),
post_usage_refund(uuid, credit_usage_attribution, user_credit_allocations, text, numeric, text, text, text, timestamptz),
post_inflow(uuid, text, numeric, numeric, uuid, timestamptz, text, text, text, timestamptz, timestamptz);

create table credit_allocation_changes (
    org_id uuid not null,
    user_id text collate "C" not null,
    change_number integer not null check (change_number > 0),
    target_credits credit_amount not null check (target_credits >= 0),
    refill_due_credits credit_amount not null check (refill_due_credits >= 0),
    reset_period text not null,
    reset_anchor_date date,
    is_active boolean not null,
    period_number integer not null,
    allocation_seq bigint not null,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (org_id, user_id, change_number),
    foreign key (org_id, user_id) references user_credit_allocations (org_id, user_id)
);
comment on table credit_allocation_changes is 'What was promised to a member, each time it changed: by an allocation, a set, a reclaim, a close; append-only. The newest is what the allocation says.';
comment on column credit_allocation_changes.org_id is 'The organization.';
comment on column credit_allocation_changes.user_id is 'The member.';
comment on column credit_allocation_changes.change_number is '1, 2, 3 in the order in which they happened.';
comment on column credit_allocation_changes.target_credits is 'T after it: what the next resets fill the allocation up to.';
comment on column credit_allocation_changes.refill_due_credits is 'D after it: what the pool still owed.';
comment on column credit_allocation_changes.reset_period is 'daily, weekly, monthly or never.';
comment on column credit_allocation_changes.reset_anchor_date is 'Local date that resets count from.';
comment on column credit_allocation_changes.is_active is 'Whether the member may spend it.';
comment on column credit_allocation_changes.period_number is 'The period in which it was changed.';
comment on column credit_allocation_changes.allocation_seq is 'Number of the last movement of the allocation before it.';
comment on column credit_allocation_changes.changed_at is 'When, by the server''s clock.';
create trigger allocation_changes_are_final before update or delete or truncate on credit_allocation_changes
for each statement execute function refuse_change();

create table subscription_scheduled_changes (
    org_id uuid not null,
    subscription_id uuid not null,
    change_number integer not null check (change_number > 0),
    is_ending boolean not null,
    next_plan text,
    next_billing_cycle text,
    scheduled_at timestamptz not null default clock_timestamp(),
    primary key (org_id, subscription_id, change_number),
    foreign key (org_id, subscription_id) references organization_subscriptions (org_id, subscription_id)
);
comment on table subscription_scheduled_changes is 'What waits for the end of a subscription''s term, each time it changed: a cancellation, or another plan and cycle; append-only.';
comment on column subscription_scheduled_changes.org_id is 'The organization.';
comment on column subscription_scheduled_changes.subscription_id is 'The subscription.';
comment on column subscription_scheduled_changes.change_number is '1, 2, 3 in the order in which they were made.';
comment on column subscription_scheduled_changes.is_ending is 'Whether it ends, or has ended.';
comment on column subscription_scheduled_changes.next_plan is 'Plan that takes over at the end of the term; null: the same.';
comment on column subscription_scheduled_changes.next_billing_cycle is 'Cycle that takes over at the end of the term; null: the same.';
comment on column subscription_scheduled_changes.scheduled_at is 'When, by the server''s clock.';
create trigger scheduled_changes_are_final before update or delete or truncate on subscription_scheduled_changes
for each statement execute function refuse_change();

alter table credit_resets add column allocation_seq bigint;
comment on column credit_resets.allocation_seq is 'Number of the allocation''s last movement after it; null where a closed allocation was reopened, and before this was kept.';
alter table credit_transfers add column lot_expires_at timestamptz;
comment on column credit_transfers.lot_expires_at is 'When what is left of the lot that it opened expires; null: never, or it opened none.';

-- Which rows the move to the calendar told from an earlier version's history, where it knew less than verbs do.
alter table subscription_terms add column taken_over_at timestamptz;
alter table included_credits add column taken_over_at timestamptz;
alter table own_grants add column taken_over_at timestamptz;
alter table own_grant_boundaries add column taken_over_at timestamptz;
comment on column subscription_terms.taken_over_at is 'When it was found by the migration that made verbs remember more; null: a verb wrote it since. Verification asks less of it.';
comment on column included_credits.taken_over_at is 'When it was found by the migration that made verbs remember more; null: a verb wrote it since. Verification asks less of it.';
comment on column own_grants.taken_over_at is 'When it was found by the migration that made verbs remember more; null: a verb wrote it since. Verification asks less of it.';
comment on column own_grant_boundaries.taken_over_at is 'When it was found by the migration that made verbs remember more; null: a verb wrote it since. Verification asks less of it.';
alter table ledger_settings add column remembered_since timestamptz not null default now();
comment on column ledger_settings.remembered_since is 'Since when verbs remember what they promise twice: the instant of every taken_over_at.';
update subscription_terms set taken_over_at = now();
update included_credits set taken_over_at = now();
update own_grants set taken_over_at = now();
update own_grant_boundaries set taken_over_at = now();

-- Taken over as it is: what was changed before without a trace stays so.
insert into credit_allocation_changes (
    org_id, user_id, change_number, target_credits, refill_due_credits, reset_period, reset_anchor_date, is_active, period_number,
    allocation_seq
)
select
    a.org_id, a.user_id, 1, a.target_credits, a.refill_due_credits, a.reset_period, a.reset_anchor_date, a.is_active, a.period_number, a.seq
from user_credit_allocations as a;
insert into subscription_scheduled_changes (org_id, subscription_id, change_number, is_ending, next_plan, next_billing_cycle)
select s.org_id, s.subscription_id, 1, s.cancel_at is not null, s.next_plan, s.next_billing_cycle
from organization_subscriptions as s
where s.cancel_at is not null or s.next_plan is not null;
alter table credit_transfers disable trigger transfers_are_final;
update credit_transfers as t
set lot_expires_at = l.expires_at
from credit_lots as l
where
    l.org_id = t.org_id and l.lot_id = t.lot_id and l.expires_at is not null
    and t.kind in ('purchase', 'grant', 'refresh', 'opening', 'usage_refund');
alter table credit_transfers enable trigger transfers_are_final;
-- A verb that moved the next boundary further away left this as it was.
update organization_credit_pools as p
set next_due_at = n.next_due_at
from (
    select
        q.org_id, least(
            q.next_own_grant_at,
            (select min(a.next_reset_at) from user_credit_allocations as a where a.org_id = q.org_id),
            case when s.standing = 'past_due' then s.standing_until end,
            case when s.standing <> 'paused' or s.cancel_at is not null then t.planned_end_at end,
            t.next_month_at
        ) as next_due_at
    from organization_credit_pools as q
    left join organization_subscriptions as s on s.org_id = q.org_id and s.status <> 'canceled'
    left join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
) as n
where n.org_id = p.org_id and p.next_due_at is distinct from n.next_due_at;
