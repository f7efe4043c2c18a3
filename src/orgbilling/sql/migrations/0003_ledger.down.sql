set local lock_timeout = '10s';
drop table credit_debts, credit_refusals, credit_request_keys, credit_holds, credit_resets, credit_transfers,
credit_lots, user_credit_allocations, organization_credit_pools;
drop function is_hold_sound(numeric, numeric, text, timestamptz, uuid);
drop function is_allocation_sound(numeric, numeric, numeric, numeric, numeric, numeric, boolean, timestamptz, text);
