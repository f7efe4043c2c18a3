-- What a key or a member may spend at most, on what, and from where.
set local lock_timeout = '10s';

create table spending_rules (
    org_id uuid not null references organizations,
    kind text not null check (kind in ('organization', 'member', 'key')),
    subject_id text collate "C" not null check (kind <> 'organization' or subject_id = org_id::text),
    allowed_models text[] check (cardinality(allowed_models) > 0),
    allowed_addresses inet[] check (cardinality(allowed_addresses) > 0),
    expires_at timestamptz,
    tags text[] check (cardinality(tags) > 0),
    set_by text not null,
    set_at timestamptz not null,
    primary key (org_id, kind, subject_id)
);
comment on table spending_rules is 'What an organization, a member or a key may be used for; a row for each that is restricted in any way, in a rule here or by a limit.';
comment on column spending_rules.org_id is 'The organization.';
comment on column spending_rules.kind is 'organization, member or key: whatever of them a spend has must allow it.';
comment on column spending_rules.subject_id is 'The organization, the user or the key, by its id.';
comment on column spending_rules.allowed_models is 'Names of models, * standing for any characters; null: all.';
comment on column spending_rules.allowed_addresses is 'Addresses and networks from which it may be used; null: from all.';
comment on column spending_rules.expires_at is 'From when nothing is spent any more; null: never.';
comment on column spending_rules.tags is 'Kept with each usage row.';
comment on column spending_rules.set_by is 'Who said so last.';
comment on column spending_rules.set_at is 'When.';

create table spending_limits (
    org_id uuid not null,
    limit_id uuid not null default gen_random_uuid(),
    kind text not null check (kind in ('member', 'key')),
    subject_id text collate "C" not null,
    unit text not null check (unit in ('credits', 'requests', 'tokens')),
    period text not null check (period in ('minute', 'day', 'week', 'month')),
    limit_amount numeric not null check (limit_amount >= 0 and limit_amount < 1e12),
    used_amount numeric not null default 0,
    held_amount numeric not null default 0,
    -- A day of the organization, or a minute in UTC: no instant of its own.
    -- squawk-ignore prefer-timestamp-tz
    period_start timestamp not null,
    primary key (org_id, limit_id),
    unique (org_id, kind, subject_id, unit, period),
    foreign key (org_id, kind, subject_id) references spending_rules (org_id, kind, subject_id),
    check ((period = 'minute') = (unit <> 'credits'))
) with (fillfactor = 50);
comment on table spending_limits is 'How much a member or a key may spend in a period, and how much they have. Changed under the lock of the allocation that is spent, in the order of kind, subject, unit and period.';
comment on column spending_limits.org_id is 'The organization.';
comment on column spending_limits.limit_id is 'By it a hold names what it takes from.';
comment on column spending_limits.kind is 'member or key.';
comment on column spending_limits.subject_id is 'The user or the key, by its id.';
comment on column spending_limits.unit is 'credits (a budget), requests or tokens (a rate).';
comment on column spending_limits.period is 'day, week (from Monday) or month by posting days for credits; minute for requests and tokens.';
comment on column spending_limits.limit_amount is 'The most in a period.';
comment on column spending_limits.used_amount is 'Used in the period that began at period_start, net of refunds.';
comment on column spending_limits.held_amount is 'Held by open holds that name it, of whichever period.';
comment on column spending_limits.period_start is 'First posting day of the period, at 0:00; of a minute its beginning in UTC. A later period begins with the first spend in it.';

-- Whoever is not limited is not looked up.
alter table user_credit_allocations add column is_limited boolean not null default false;
comment on column user_credit_allocations.is_limited is 'Some rule or limit may concern a spend of this member: of their own, of a key of theirs, of a service key or of the organization.';

alter table credit_holds add column limit_ids uuid[], add column limit_tokens numeric;
comment on column credit_holds.limit_ids is 'The limits that it takes from; null: none.';
comment on column credit_holds.limit_tokens is 'The tokens that it takes from those that count tokens.';

alter table credit_refusals add column blocked_limit jsonb;
comment on column credit_refusals.blocked_limit is 'The limit that refused, as it was then.';
-- What it allows is allowed by the one that follows.
-- squawk-ignore ban-drop-constraint
alter table credit_refusals drop constraint credit_refusals_blocked_by_check;
alter table credit_refusals add constraint credit_refusals_blocked_by_check
check (blocked_by in ('allocation', 'pool', 'subscription', 'organization', 'budget')) not valid;
alter table credit_refusals validate constraint credit_refusals_blocked_by_check;
