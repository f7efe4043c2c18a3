set local lock_timeout = '10s';

drop index api_keys_by_hash;
