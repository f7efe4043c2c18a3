-- What the answers of a provider look like that an organization brings a key to.
set local lock_timeout = '10s';

alter table organization_provider_keys add column dialect text check (length(dialect) between 1 and 100);
comment on column organization_provider_keys.dialect is 'Whose answers the provider''s are like; null: its address says so.';
