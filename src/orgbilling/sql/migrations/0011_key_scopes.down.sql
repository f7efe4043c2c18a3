set local lock_timeout = '10s';
-- A key that may not spend must not begin to when the word for it is gone.
update api_keys set revoked_at = clock_timestamp(), revoked_by = 'downgrade'
where revoked_at is null and not scopes @> array['read', 'spend'];
alter table api_keys drop column scopes;
