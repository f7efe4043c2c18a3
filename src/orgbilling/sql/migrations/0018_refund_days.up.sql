-- Usage is shown net of refunds: a refund gets a posting day as a spend does, and its place in the sums by day.
set local lock_timeout = '10s';

alter table credit_usage_daily add column refunded_credits numeric not null default 0;
comment on column credit_usage_daily.refunded_credits is 'Sum of the refunds that were posted on this day, of whichever day their usage is; credits stays gross, and net is credits less this.';
comment on table credit_usage_daily is 'Usage and its refunds by local day, member and service, kept in the same transaction as their rows.';

-- No default is left: a function of before, which knows no refunds, must not close a day without them.
alter table credit_usage_daily_users add column refunded_credits numeric not null default 0;
-- squawk-ignore ban-drop-default
alter table credit_usage_daily_users alter column refunded_credits drop default;
comment on column credit_usage_daily_users.refunded_credits is 'Sum of the refunds posted on this day.';
alter table credit_usage_daily_services add column refunded_credits numeric not null default 0;
-- squawk-ignore ban-drop-default
alter table credit_usage_daily_services alter column refunded_credits drop default;
comment on column credit_usage_daily_services.refunded_credits is 'Sum of the refunds posted on this day.';
alter table credit_usage_daily_totals add column refunded_credits numeric not null default 0;
-- squawk-ignore ban-drop-default
alter table credit_usage_daily_totals alter column refunded_credits drop default;
comment on column credit_usage_daily_totals.refunded_credits is 'Sum of the refunds posted on this day.';
comment on column credit_usage_daily_totals.users is 'Members who spent; who only got something back is none of them.';

-- Sums by member are read from the index alone, which holds every figure.
-- squawk-ignore ban-drop-constraint
alter table credit_usage_daily_users drop constraint credit_usage_daily_users_pkey;
-- Only closed days are in this table: no spend waits for it.
-- squawk-ignore adding-serial-primary-key-field
alter table credit_usage_daily_users add primary key (org_id, day, user_id) include (credits, requests, refunded_credits);
-- Whether somebody spent or only got something back is told without the row.
-- squawk-ignore require-concurrent-index-deletion
drop index credit_usage_daily_users_by_user;
create index credit_usage_daily_users_by_user on credit_usage_daily_users (org_id, user_id, day) include (requests);

alter table credit_usage_refunds add column local_day date;
comment on column credit_usage_refunds.local_day is 'Posting day in the organization''s zone; never a day that is closed.';

-- Refunds of before are posted on the day on which they were made where it is open, else on the first
-- open day, as if they came late: a closed day does not change.
alter table credit_usage_refunds disable trigger refunds_are_final;
update credit_usage_refunds as r
set local_day = greatest((r.created_at at time zone o.time_zone)::date, o.usage_closed_through + 1)
from organizations as o
where o.org_id = r.org_id;
alter table credit_usage_refunds enable trigger refunds_are_final;
-- squawk-ignore adding-not-nullable-field
alter table credit_usage_refunds alter column local_day set not null;
create index credit_usage_refunds_by_day on credit_usage_refunds (org_id, local_day);

insert into credit_usage_daily as d
(org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd, refunded_credits)
select r.org_id, r.local_day, u.user_id, u.service_type, coalesce(u.service_name, ''), 0, 0, 0, 0, sum(r.credits)
from credit_usage_refunds as r
inner join credit_usage_attribution as u on u.org_id = r.org_id and u.usage_id = r.usage_id
group by r.org_id, r.local_day, u.user_id, u.service_type, coalesce(u.service_name, '')
on conflict (org_id, day, user_id, service_type, service_name) do update set
    refunded_credits = excluded.refunded_credits;
