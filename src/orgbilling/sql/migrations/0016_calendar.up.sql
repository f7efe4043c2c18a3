-- What was true at a boundary decides it: standings, terms, periods, months and grants become rows.
set local lock_timeout = '10s';

create table organization_standings (
    org_id uuid not null references organizations,
    standing_number integer not null check (standing_number > 0),
    standing text not null check (standing in ('active', 'suspended', 'closed')),
    from_at timestamptz not null,
    until_at timestamptz check (until_at >= from_at),
    actor_id text not null,
    primary key (org_id, standing_number)
);
create unique index organization_standings_one_now on organization_standings (org_id) where until_at is null;
comment on table organization_standings is 'Whether an organization was active, suspended or closed, and when; half-open [from_at, until_at). organizations.status is the newest.';
comment on column organization_standings.org_id is 'The organization.';
comment on column organization_standings.standing_number is '1, 2, 3 in the order of time.';
comment on column organization_standings.standing is 'active, suspended or closed.';
comment on column organization_standings.from_at is 'First instant at which it holds.';
comment on column organization_standings.until_at is 'First instant at which it no longer holds; null: it holds now.';
comment on column organization_standings.actor_id is 'Who caused it.';

create table subscription_standings (
    org_id uuid not null,
    subscription_id uuid not null,
    standing_number integer not null check (standing_number > 0),
    standing text not null check (standing in ('trialing', 'active', 'past_due', 'blocked', 'paused', 'ended')),
    from_at timestamptz not null,
    until_at timestamptz check (until_at >= from_at),
    actor_id text not null,
    primary key (org_id, subscription_id, standing_number),
    foreign key (org_id, subscription_id) references organization_subscriptions (org_id, subscription_id)
);
comment on table subscription_standings is 'How a subscription stood, and when; half-open [from_at, until_at). The newest is what it stands at now.';
comment on column subscription_standings.org_id is 'The organization.';
comment on column subscription_standings.subscription_id is 'The subscription.';
comment on column subscription_standings.standing_number is '1, 2, 3 in the order of time.';
comment on column subscription_standings.standing is 'trialing, active, past_due (within its grace), blocked (past due after its grace), paused or ended.';
comment on column subscription_standings.from_at is 'First instant at which it holds.';
comment on column subscription_standings.until_at is 'First instant at which it no longer holds. A trial and a grace carry it from the start; null: its end is not known.';
comment on column subscription_standings.actor_id is 'Who caused it.';

create table subscription_terms (
    org_id uuid not null,
    term_id uuid not null,
    subscription_id uuid not null,
    term_number integer not null check (term_number > 0),
    is_trial boolean not null default false,
    billing_cycle text not null check (billing_cycle in ('monthly', 'yearly')),
    anchor_date date not null,
    cycle_index integer not null default 0 check (cycle_index >= 0),
    start_date date not null,
    starts_at timestamptz not null,
    planned_end_date date,
    planned_end_at timestamptz not null check (planned_end_at >= starts_at),
    ended_at timestamptz check (ended_at >= starts_at),
    first_month_credits credit_amount check (first_month_credits >= 0),
    months_passed integer not null default 0 check (months_passed between 0 and 12),
    next_month_at timestamptz,
    primary key (org_id, term_id),
    unique (org_id, subscription_id, term_number),
    foreign key (org_id, subscription_id) references organization_subscriptions (org_id, subscription_id)
);
comment on table subscription_terms is 'What one billing cycle bought, or a trial. It begins by creation, the end of a trial, renewal, a resume after its end, or a change of cycle.';
comment on column subscription_terms.org_id is 'The organization.';
comment on column subscription_terms.term_id is 'Term id.';
comment on column subscription_terms.subscription_id is 'The subscription.';
comment on column subscription_terms.term_number is '1, 2, 3 in the order of time.';
comment on column subscription_terms.is_trial is 'Whether it is the trial, which has no invoice and brings no month.';
comment on column subscription_terms.billing_cycle is 'monthly or yearly: one month, or twelve.';
comment on column subscription_terms.anchor_date is 'Local date that the term''s months and its end count from; a renewal keeps it.';
comment on column subscription_terms.cycle_index is 'k: the term starts k cycles after the anchor.';
comment on column subscription_terms.start_date is 'Local date of its start, from which its months count.';
comment on column subscription_terms.starts_at is 'First instant of the term.';
comment on column subscription_terms.planned_end_date is 'Local date of the planned end; null for a trial, and where the end was moved by hand.';
comment on column subscription_terms.planned_end_at is 'When it ends unless something ends it before: midnight of that date in the organization''s zone.';
comment on column subscription_terms.ended_at is 'When it ended; null while it runs.';
comment on column subscription_terms.first_month_credits is 'What month 1 brings after a change of cycle; null: what the period includes.';
comment on column subscription_terms.months_passed is 'How many of its months have started.';
comment on column subscription_terms.next_month_at is 'When the next one starts; null: none is left.';

create table subscription_invoices (
    org_id uuid not null,
    invoice_id uuid not null,
    subscription_id uuid not null,
    term_id uuid not null,
    invoice_kind text not null check (invoice_kind in ('period', 'proration')),
    price_usd numeric(12, 2) not null check (price_usd >= 0),
    unused_usd numeric(12, 2) not null default 0 check (unused_usd >= 0),
    money_credit_usd numeric(12, 2) not null default 0 check (money_credit_usd >= 0),
    amount_usd numeric(12, 2) not null check (amount_usd >= 0),
    status text not null check (status in ('open', 'failed', 'paid', 'void')),
    made_at timestamptz not null,
    paid_at timestamptz,
    paid_by text,
    voided_at timestamptz,
    voided_by text,
    void_reason text,
    primary key (org_id, invoice_id),
    foreign key (org_id, term_id) references subscription_terms (org_id, term_id),
    check (status <> 'paid' or paid_at is not null),
    check ((status = 'void') = (voided_at is not null))
);
create index subscription_invoices_by_term on subscription_invoices (org_id, term_id);
create unique index subscription_invoices_one_a_term on subscription_invoices (org_id, term_id) where invoice_kind = 'period';
create index subscription_invoices_open on subscription_invoices (org_id, subscription_id) where status in ('open', 'failed');
comment on table subscription_invoices is 'Invoices of terms and upgrades. The history row of the same id shows each; its payment status is kept with this one.';
comment on column subscription_invoices.org_id is 'The organization.';
comment on column subscription_invoices.invoice_id is 'Invoice id, and the id of its history row.';
comment on column subscription_invoices.subscription_id is 'The subscription.';
comment on column subscription_invoices.term_id is 'The term that it bills.';
comment on column subscription_invoices.invoice_kind is 'period (of the whole term) or proration (of an upgrade within it).';
comment on column subscription_invoices.price_usd is 'Price of what it bills.';
comment on column subscription_invoices.unused_usd is 'What was left of the term before, given back by this one.';
comment on column subscription_invoices.money_credit_usd is 'Money credit that was taken off.';
comment on column subscription_invoices.amount_usd is 'What is to be paid.';
comment on column subscription_invoices.status is 'open, failed (still open: a payment failed), paid or void.';
comment on column subscription_invoices.made_at is 'When it was made.';
comment on column subscription_invoices.paid_at is 'When it was paid.';
comment on column subscription_invoices.paid_by is 'Who recorded the payment.';
comment on column subscription_invoices.voided_at is 'When it was voided.';
comment on column subscription_invoices.voided_by is 'Who voided it.';
comment on column subscription_invoices.void_reason is 'Why.';

create table subscription_periods (
    org_id uuid not null,
    term_id uuid not null,
    period_number integer not null check (period_number > 0),
    subscription_plan text not null references plans,
    billing_cycle text not null check (billing_cycle in ('monthly', 'yearly')),
    price_usd numeric(12, 2) not null check (price_usd >= 0),
    included_monthly_credits credit_amount not null check (included_monthly_credits >= 0),
    starts_at timestamptz not null,
    ends_at timestamptz check (ends_at >= starts_at),
    cause text not null check (cause in ('created', 'trial_ended', 'renewed', 'resumed', 'changed')),
    invoice_id uuid,
    primary key (org_id, term_id, period_number),
    foreign key (org_id, term_id) references subscription_terms (org_id, term_id)
);
create unique index subscription_periods_one_running on subscription_periods (org_id, term_id) where ends_at is null;
comment on table subscription_periods is 'The parts of a term in which plan and price were the same. Plan, price and included credits are copied when the row is written and looked up nowhere else.';
comment on column subscription_periods.org_id is 'The organization.';
comment on column subscription_periods.term_id is 'The term.';
comment on column subscription_periods.period_number is '1, 2, 3 within the term.';
comment on column subscription_periods.subscription_plan is 'Plan.';
comment on column subscription_periods.billing_cycle is 'monthly or yearly.';
comment on column subscription_periods.price_usd is 'Price of the whole cycle.';
comment on column subscription_periods.included_monthly_credits is 'Credits of each month that starts while it runs.';
comment on column subscription_periods.starts_at is 'First instant.';
comment on column subscription_periods.ends_at is 'When it ended; null while it runs.';
comment on column subscription_periods.cause is 'created, trial_ended, renewed, resumed or changed.';
comment on column subscription_periods.invoice_id is 'The invoice that this row caused; null where there is none.';

create table included_credits (
    org_id uuid not null,
    term_id uuid not null,
    kind text not null check (kind in ('month', 'difference')),
    item_number integer not null check (item_number > 0),
    credits credit_amount not null check (credits >= 0),
    due_at timestamptz not null,
    starts_date date not null,
    invoice_id uuid,
    state text not null check (state in ('due', 'brought', 'skipped', 'void', 'reversed')),
    brought_at timestamptz,
    lot_id uuid,
    taken_back_credits credit_amount not null default 0 check (taken_back_credits >= 0),
    unrecovered_credits credit_amount not null default 0 check (unrecovered_credits >= 0),
    ended_at timestamptz,
    ended_by text,
    end_reason text,
    primary key (org_id, term_id, kind, item_number),
    foreign key (org_id, term_id) references subscription_terms (org_id, term_id),
    check ((brought_at is not null) or (lot_id is null)),
    check (state <> 'brought' or brought_at is not null)
);
create index included_credits_due on included_credits (org_id, due_at) where state = 'due';
create unique index included_credits_one_lot on included_credits (org_id, lot_id) where lot_id is not null;
comment on table included_credits is 'What plans bring: one row a month of a term that has started, and one an upgrade. Each brings its credits once.';
comment on column included_credits.org_id is 'The organization.';
comment on column included_credits.term_id is 'The term.';
comment on column included_credits.kind is 'month, or difference (of an upgrade within the term).';
comment on column included_credits.item_number is 'Number of the month in its term; of a difference that of its period row.';
comment on column included_credits.credits is 'What it brings, fixed when its start was passed.';
comment on column included_credits.due_at is 'When it started to be due.';
comment on column included_credits.starts_date is 'Local date on which the month starts.';
comment on column included_credits.invoice_id is 'The invoice whose voiding takes it back.';
comment on column included_credits.state is 'due, brought, skipped (its start fell into a pause), void (its invoice was voided) or reversed by hand.';
comment on column included_credits.brought_at is 'When its credits came.';
comment on column included_credits.lot_id is 'The lot they are; null where it brings none.';
comment on column included_credits.taken_back_credits is 'What went out of the pool again when it was voided or reversed.';
comment on column included_credits.unrecovered_credits is 'What could not be taken back; it is not owed.';
comment on column included_credits.ended_at is 'When it was voided or reversed.';
comment on column included_credits.ended_by is 'Who did.';
comment on column included_credits.end_reason is 'Why.';

create table money_credits (
    org_id uuid not null references organizations,
    money_credit_id uuid not null,
    term_id uuid not null,
    amount_usd numeric(12, 2) not null check (amount_usd > 0),
    used_usd numeric(12, 2) not null default 0 check (used_usd >= 0),
    made_at timestamptz not null,
    primary key (org_id, money_credit_id),
    foreign key (org_id, term_id) references subscription_terms (org_id, term_id),
    check (used_usd <= amount_usd)
);
comment on table money_credits is 'What a change of cycle left of a term that was paid for, beyond the price of the new one; taken off the next invoices, oldest first.';
comment on column money_credits.org_id is 'The organization.';
comment on column money_credits.money_credit_id is 'Time-ordered id.';
comment on column money_credits.term_id is 'The term that began with the change.';
comment on column money_credits.amount_usd is 'US dollars.';
comment on column money_credits.used_usd is 'What invoices have taken of it.';
comment on column money_credits.made_at is 'When.';

create table own_grants (
    org_id uuid not null references organizations,
    grant_number integer not null check (grant_number > 0),
    credits credit_amount not null check (credits > 0),
    anchor_date date not null,
    from_at timestamptz not null,
    until_at timestamptz check (until_at >= from_at),
    actor_id text not null,
    primary key (org_id, grant_number)
);
create unique index own_grants_one_now on own_grants (org_id) where until_at is null;
comment on table own_grants is 'Monthly credits that a system admin set for one organization, apart from what its plan includes.';
comment on column own_grants.org_id is 'The organization.';
comment on column own_grants.grant_number is '1, 2, 3 in the order of time.';
comment on column own_grants.credits is 'Credits of each boundary.';
comment on column own_grants.anchor_date is 'Local date on which it was first set: boundaries are whole months after it.';
comment on column own_grants.from_at is 'Since when this amount counts.';
comment on column own_grants.until_at is 'Until when; null: it counts now.';
comment on column own_grants.actor_id is 'Who set it.';

create table own_grant_boundaries (
    org_id uuid not null references organizations,
    boundary_date date not null,
    grant_number integer not null,
    at_instant timestamptz not null,
    credits credit_amount not null check (credits > 0),
    lot_id uuid,
    primary key (org_id, grant_number, boundary_date),
    foreign key (org_id, grant_number) references own_grants (org_id, grant_number)
);
comment on table own_grant_boundaries is 'Boundaries of own grants that were passed: brought with a lot, or skipped for good.';
comment on column own_grant_boundaries.org_id is 'The organization.';
comment on column own_grant_boundaries.boundary_date is 'Local date of the boundary; of a rule each comes once.';
comment on column own_grant_boundaries.grant_number is 'The rule that counted.';
comment on column own_grant_boundaries.at_instant is 'When it was passed.';
comment on column own_grant_boundaries.credits is 'What the rule brings.';
comment on column own_grant_boundaries.lot_id is 'The lot; null: the organization might not spend at that instant.';

create table calendar_moves (
    org_id uuid not null references organizations,
    move_id uuid not null,
    kind text not null check (kind in ('planned_end', 'reset', 'own_grant')),
    subject text not null,
    old_at timestamptz not null,
    new_at timestamptz not null,
    actor_id text not null,
    reason text not null,
    moved_at timestamptz not null,
    primary key (org_id, move_id)
);
comment on table calendar_moves is 'Next boundaries that somebody moved by hand; no credits move with them.';
comment on column calendar_moves.org_id is 'The organization.';
comment on column calendar_moves.move_id is 'Time-ordered id.';
comment on column calendar_moves.kind is 'planned_end of a term, reset of a member, or own_grant.';
comment on column calendar_moves.subject is 'The term, the member, or the organization.';
comment on column calendar_moves.old_at is 'The instant before.';
comment on column calendar_moves.new_at is 'The instant after.';
comment on column calendar_moves.actor_id is 'Who moved it.';
comment on column calendar_moves.reason is 'Why.';
comment on column calendar_moves.moved_at is 'When it was moved.';

alter table organization_subscriptions add column standing text;
alter table organization_subscriptions add column standing_until timestamptz;
alter table organization_subscriptions add column return_standing text;
alter table organization_subscriptions add column return_until timestamptz;
alter table organization_subscriptions add column term_id uuid;
alter table organization_subscriptions add column included_monthly_credits credit_amount not null default 0;
comment on column organization_subscriptions.standing is 'What it stands at: status, but blocked where past due is over, ended where canceled. Copy of the newest of subscription_standings.';
comment on column organization_subscriptions.standing_until is 'When the standing ends by itself: the end of a grace or a trial.';
comment on column organization_subscriptions.return_standing is 'While paused: the standing to which a resume returns.';
comment on column organization_subscriptions.return_until is 'While paused: the end of the grace that the resume returns to.';
comment on column organization_subscriptions.term_id is 'The running or last term.';
comment on column organization_subscriptions.included_monthly_credits is 'What the running period row includes a month.';

alter table organization_credit_pools add column next_due_at timestamptz;
alter table organization_credit_pools add column lot_count integer not null default 0;
alter table organization_credit_pools add column own_monthly_credits credit_amount not null default 0;
alter table organization_credit_pools add column next_own_grant_date date;
alter table organization_credit_pools add column next_own_grant_at timestamptz;
comment on column organization_credit_pools.next_due_at is 'The next instant at which anything of the organization is due; null: nothing is. A spend looks at it without a lock.';
comment on column organization_credit_pools.lot_count is 'Number of the newest lot.';
comment on column organization_credit_pools.own_monthly_credits is 'The organization''s own monthly grant; 0: none.';
comment on column organization_credit_pools.next_own_grant_date is 'Local date of its next boundary.';
comment on column organization_credit_pools.next_own_grant_at is 'Its instant: midnight of that date in the organization''s zone, unless it was moved by hand.';
comment on column organization_credit_pools.monthly_refresh_amount is 'Own grant and what the running period includes, together; shown only.';

alter table credit_lots add column lot_number integer;
comment on column credit_lots.lot_number is 'Place among the organization''s lots in the order in which they opened.';

-- squawk-ignore ban-drop-constraint
alter table credit_transfers drop constraint credit_transfers_kind_check;
alter table credit_transfers add constraint credit_transfers_kind_check check (kind in (
    'purchase', 'grant', 'refresh', 'opening', 'allocate', 'reclaim', 'return', 'reset', 'top_up',
    'usage_refund', 'purchase_refund', 'expiry', 'reversal'
));
-- squawk-ignore ban-drop-constraint
alter table org_billing_history drop constraint org_billing_history_payment_status_check;
alter table org_billing_history add constraint org_billing_history_payment_status_check
check (payment_status in ('pending', 'paid', 'failed', 'refunded', 'void', 'none'));
alter table organization_subscriptions add constraint organization_subscriptions_standing check (
    status = case standing when 'blocked' then 'past_due' when 'ended' then 'canceled' else standing end
);
