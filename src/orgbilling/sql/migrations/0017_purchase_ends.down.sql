set local lock_timeout = '10s';

alter table credit_purchases drop constraint credit_purchases_status_check, drop constraint credit_purchases_end_whole;
-- The version before has one word for a purchase that was not paid.
update credit_purchases set status = 'canceled' where status in ('failed', 'expired');
alter table credit_purchases
drop column ended_at, drop column ended_by, drop column end_reason,
add constraint credit_purchases_status_check check (status in ('pending', 'paid', 'canceled', 'refunded'));
comment on column credit_purchases.status is 'pending, paid, canceled or refunded.';
