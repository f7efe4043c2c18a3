-- Refusals by a budget become ones by the allocation: the older program knows no other word for it.
set local lock_timeout = '10s';

update credit_refusals set blocked_by = 'allocation' where blocked_by = 'budget';
alter table credit_refusals drop constraint credit_refusals_blocked_by_check;
alter table credit_refusals add constraint credit_refusals_blocked_by_check
check (blocked_by in ('allocation', 'pool', 'subscription', 'organization'));
alter table credit_refusals drop column blocked_limit;
alter table credit_holds drop column limit_tokens, drop column limit_ids;
alter table user_credit_allocations drop column is_limited;
drop table spending_limits;
drop table spending_rules;
