-- What was used today over all organizations is one range, instead of a look-up in each of them; and
-- whether a member used anything in a while is one look-up, instead of one a day.
set local lock_timeout = '10s';

-- The day alone: it never changes, so that spending's updates of a row leave this index alone.
create index credit_usage_daily_by_day on credit_usage_daily (day);
create index credit_usage_daily_users_by_user on credit_usage_daily_users (org_id, user_id, day);
