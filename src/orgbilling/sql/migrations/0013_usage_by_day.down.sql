set local lock_timeout = '10s';
drop index credit_usage_daily_users_by_user;
drop index credit_usage_daily_by_day;
