-- What a key may do is said when it is made.
set local lock_timeout = '10s';

alter table api_keys
add column scopes text [] not null default array['read', 'spend']
check (cardinality(scopes) > 0 and scopes <@ array['read', 'spend']);
comment on column api_keys.scopes is 'read: pool, allocations, usage and what else the kind of key reads. spend: check, deduct, hold, and calls to models.';
