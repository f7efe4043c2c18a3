set local lock_timeout = '10s';

drop index organization_credit_pools_due;
