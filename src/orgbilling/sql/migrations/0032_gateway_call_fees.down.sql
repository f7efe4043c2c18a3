set local lock_timeout = '10s';

alter table gateway_calls drop column fees;
