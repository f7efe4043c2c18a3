set local lock_timeout = '10s';
drop table credit_usage_refunds, credit_usage_daily_totals, credit_usage_daily_services, credit_usage_daily_users,
credit_usage_daily, credit_usage_attribution;
drop function is_usage_sound(numeric, numeric, numeric, numeric, numeric);
