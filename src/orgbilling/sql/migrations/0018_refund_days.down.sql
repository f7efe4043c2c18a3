set local lock_timeout = '10s';

drop index credit_usage_refunds_by_day;
alter table credit_usage_refunds drop column local_day;

alter table credit_usage_daily_users drop constraint credit_usage_daily_users_pkey;
alter table credit_usage_daily_users drop column refunded_credits;
alter table credit_usage_daily_users add primary key (org_id, day, user_id) include (credits, requests);
drop index credit_usage_daily_users_by_user;
create index credit_usage_daily_users_by_user on credit_usage_daily_users (org_id, user_id, day);
alter table credit_usage_daily_services drop column refunded_credits;
alter table credit_usage_daily_totals drop column refunded_credits;
comment on column credit_usage_daily_totals.users is 'Members who spent.';

-- A day on which nothing but refunds was posted has no usage row behind it.
delete from credit_usage_daily_users where requests = 0;
delete from credit_usage_daily_services where requests = 0;
delete from credit_usage_daily_totals where requests = 0;
delete from credit_usage_daily where requests = 0;
alter table credit_usage_daily drop column refunded_credits;
comment on table credit_usage_daily is 'Usage by local day, member and service, kept in the same statement as the usage rows.';
