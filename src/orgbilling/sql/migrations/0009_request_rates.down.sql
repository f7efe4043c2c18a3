set local lock_timeout = '10s';
drop table request_rates;
