set local lock_timeout = '10s';

alter table organization_provider_keys drop column dialect;
