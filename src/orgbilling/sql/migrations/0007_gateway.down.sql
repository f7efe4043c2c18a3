set local lock_timeout = '10s';
drop table gateway_calls;
drop table model_prices;
