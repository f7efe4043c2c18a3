-- A key is found by its hash alone, and only this index finds it so: of the others each begins with the organization,
-- and while it had few keys any of them was as good; that choice was kept when it had many.
set local lock_timeout = '10s';

create index api_keys_by_hash on api_keys (key_hash);
