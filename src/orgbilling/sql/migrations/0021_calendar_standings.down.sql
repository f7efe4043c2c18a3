-- The rows of standings go with their tables.
set local lock_timeout = '10s';
