set local lock_timeout = '10s';

drop table gateway_upstream_states;
