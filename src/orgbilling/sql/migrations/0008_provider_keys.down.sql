set local lock_timeout = '10s';
drop table organization_provider_keys;
