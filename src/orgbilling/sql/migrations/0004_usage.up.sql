-- Who spent what, call by call, and the sums that screens read.
set local lock_timeout = '10s';

create function is_usage_sound(
    p_credits numeric, p_charged numeric, p_overage numeric, p_uncollected numeric, p_api_cost_usd numeric
) returns boolean
language plpgsql
immutable
as $fn$
begin
    return p_credits = p_charged + p_overage + p_uncollected
        and p_charged >= 0 and p_overage >= 0 and p_uncollected >= 0 and p_credits < 1e15 and scale(p_credits) <= 6
        and (p_api_cost_usd is null or (p_api_cost_usd >= 0 and p_api_cost_usd < 1e12 and scale(p_api_cost_usd) <= 12));
end
$fn$;
comment on function is_usage_sound(numeric, numeric, numeric, numeric, numeric) is 'The invariant of a usage row, for its CHECK: the parts add up to the cost, nothing negative, exact decimals.';

create table credit_usage_attribution (
    org_id uuid not null,
    usage_id uuid not null,
    created_at timestamptz not null,
    local_day date not null,
    user_id text collate "C" not null,
    credits_used numeric not null,
    charged_credits numeric not null,
    overage_credits numeric not null default 0,
    uncollected_credits numeric not null default 0,
    period_number integer not null,
    allocation_seq bigint not null,
    allocation_balance_after numeric not null,
    remaining_credits numeric not null,
    service_type text not null,
    service_name text,
    request_id text not null,
    hold_id uuid,
    api_cost_usd numeric,
    markup_usd numeric,
    credential_id text,
    request_metadata jsonb not null default '{}',
    primary key (org_id, usage_id, created_at),
    constraint credit_usage_attribution_sound check (
        is_usage_sound(credits_used, charged_credits, overage_credits, uncollected_credits, api_cost_usd)
    )
) partition by range (created_at);
create index credit_usage_attribution_by_time on credit_usage_attribution (org_id, created_at);
create index credit_usage_attribution_metadata on credit_usage_attribution
using gin (request_metadata jsonb_path_ops) where request_metadata <> '{}';
comment on table credit_usage_attribution is 'Every credit spent: by whom, on what; append-only, a partition a month.';
comment on column credit_usage_attribution.org_id is 'The organization.';
comment on column credit_usage_attribution.usage_id is 'Time-ordered id.';
comment on column credit_usage_attribution.created_at is 'When it was posted, taken after the allocation''s lock.';
comment on column credit_usage_attribution.local_day is 'Posting day in the organization''s zone; never a day that is closed.';
comment on column credit_usage_attribution.user_id is 'The member.';
comment on column credit_usage_attribution.credits_used is 'What the call cost.';
comment on column credit_usage_attribution.charged_credits is 'u: the part taken from the allocation.';
comment on column credit_usage_attribution.overage_credits is 'v: the part taken as overage.';
comment on column credit_usage_attribution.uncollected_credits is 'w: the part past every limit, recorded as a debt.';
comment on column credit_usage_attribution.period_number is 'The allocation''s period.';
comment on column credit_usage_attribution.allocation_seq is 'Place among the allocation''s movements.';
comment on column credit_usage_attribution.allocation_balance_after is 'Allocated less used credits after it.';
comment on column credit_usage_attribution.remaining_credits is 'Remaining credits after it: the answer that a replay repeats.';
comment on column credit_usage_attribution.service_type is 'Kind of service.';
comment on column credit_usage_attribution.service_name is 'Model or service.';
comment on column credit_usage_attribution.request_id is 'The caller''s request id.';
comment on column credit_usage_attribution.hold_id is 'Hold it captured.';
comment on column credit_usage_attribution.api_cost_usd is 'What the provider charges.';
comment on column credit_usage_attribution.markup_usd is 'What the plan adds; total cost is the sum of both.';
comment on column credit_usage_attribution.credential_id is 'Credential that spent.';
comment on column credit_usage_attribution.request_metadata is 'What the caller attached.';

create table credit_usage_daily (
    org_id uuid not null,
    day date not null,
    user_id text collate "C" not null,
    service_type text not null,
    service_name text not null,
    credits numeric not null,
    requests bigint not null,
    api_cost_usd numeric not null,
    markup_usd numeric not null,
    primary key (org_id, day, user_id, service_type, service_name)
) with (fillfactor = 60);
comment on table credit_usage_daily is 'Usage by local day, member and service, kept in the same statement as the usage rows.';
comment on column credit_usage_daily.org_id is 'The organization.';
comment on column credit_usage_daily.day is 'Local day.';
comment on column credit_usage_daily.user_id is 'The member.';
comment on column credit_usage_daily.service_type is 'Kind of service.';
comment on column credit_usage_daily.service_name is 'Model or service; empty where the caller named none.';
comment on column credit_usage_daily.credits is 'Sum of credits_used.';
comment on column credit_usage_daily.requests is 'Number of usage rows.';
comment on column credit_usage_daily.api_cost_usd is 'Sum of api_cost_usd.';
comment on column credit_usage_daily.markup_usd is 'Sum of markup_usd.';

create table credit_usage_daily_users (
    org_id uuid not null,
    day date not null,
    user_id text collate "C" not null,
    credits numeric not null,
    requests bigint not null,
    primary key (org_id, day, user_id) include (credits, requests)
);
comment on table credit_usage_daily_users is 'Closed days only: usage by day and member.';
comment on column credit_usage_daily_users.org_id is 'The organization.';
comment on column credit_usage_daily_users.day is 'Local day.';
comment on column credit_usage_daily_users.user_id is 'The member.';
comment on column credit_usage_daily_users.credits is 'Sum of credits_used.';
comment on column credit_usage_daily_users.requests is 'Number of usage rows.';

create table credit_usage_daily_services (
    org_id uuid not null,
    day date not null,
    service_type text not null,
    service_name text not null,
    credits numeric not null,
    requests bigint not null,
    primary key (org_id, day, service_type, service_name)
);
comment on table credit_usage_daily_services is 'Closed days only: usage by day and service.';
comment on column credit_usage_daily_services.org_id is 'The organization.';
comment on column credit_usage_daily_services.day is 'Local day.';
comment on column credit_usage_daily_services.service_type is 'Kind of service.';
comment on column credit_usage_daily_services.service_name is 'Model or service.';
comment on column credit_usage_daily_services.credits is 'Sum of credits_used.';
comment on column credit_usage_daily_services.requests is 'Number of usage rows.';

create table credit_usage_daily_totals (
    org_id uuid not null,
    day date not null,
    credits numeric not null,
    requests bigint not null,
    users bigint not null,
    api_cost_usd numeric not null,
    markup_usd numeric not null,
    primary key (org_id, day)
);
comment on table credit_usage_daily_totals is 'Closed days only: usage by day.';
comment on column credit_usage_daily_totals.org_id is 'The organization.';
comment on column credit_usage_daily_totals.day is 'Local day.';
comment on column credit_usage_daily_totals.credits is 'Sum of credits_used.';
comment on column credit_usage_daily_totals.requests is 'Number of usage rows.';
comment on column credit_usage_daily_totals.users is 'Members who spent.';
comment on column credit_usage_daily_totals.api_cost_usd is 'Sum of api_cost_usd.';
comment on column credit_usage_daily_totals.markup_usd is 'Sum of markup_usd.';

create table credit_usage_refunds (
    org_id uuid not null,
    refund_id uuid not null,
    usage_id uuid not null,
    user_id text collate "C" not null,
    credits credit_amount not null check (credits > 0),
    to_account text not null check (to_account in ('allocation', 'pool')),
    period_number integer not null,
    created_at timestamptz not null,
    primary key (org_id, refund_id)
);
create index credit_usage_refunds_by_usage on credit_usage_refunds (org_id, usage_id);
comment on table credit_usage_refunds is 'Usage given back, each with its transfer and a new free lot.';
comment on column credit_usage_refunds.org_id is 'The organization.';
comment on column credit_usage_refunds.refund_id is 'Time-ordered id, the same as its transfer''s.';
comment on column credit_usage_refunds.usage_id is 'Usage it gives back.';
comment on column credit_usage_refunds.user_id is 'The member.';
comment on column credit_usage_refunds.credits is 'How much; all refunds of a usage together at most what was charged.';
comment on column credit_usage_refunds.to_account is 'allocation while its period runs, else pool.';
comment on column credit_usage_refunds.period_number is 'The allocation''s period of the usage.';
comment on column credit_usage_refunds.created_at is 'When.';

-- The partitions themselves are made by ensure_usage_partitions; rows of a month that nobody prepared land here.
create table credit_usage_attribution_default partition of credit_usage_attribution default;
comment on table credit_usage_attribution_default is 'Usage of months without a partition of their own.';
