-- Who has something due is found by its instant: the worker asks for it all the time, of all organizations there are.
set local lock_timeout = '10s';

create index organization_credit_pools_due on organization_credit_pools (next_due_at);
