-- A purchase that is not paid ends: it is canceled, its payment failed, or it waited too long.
set local lock_timeout = '10s';

-- The wider one is added below, in the same transaction.
-- squawk-ignore ban-drop-constraint
alter table credit_purchases drop constraint credit_purchases_status_check;
alter table credit_purchases
add column ended_at timestamptz,
add column ended_by text,
add column end_reason text,
add constraint credit_purchases_status_check check (status in ('pending', 'paid', 'canceled', 'failed', 'expired', 'refunded')),
add constraint credit_purchases_end_whole check (
    num_nonnulls(ended_at, ended_by, end_reason) in (0, 3) and (ended_at is null or status in ('canceled', 'failed', 'expired'))
);
comment on column credit_purchases.status is 'pending, paid, canceled, failed, expired or refunded.';
comment on column credit_purchases.ended_at is 'When it was canceled, failed or expired.';
comment on column credit_purchases.ended_by is 'Who ended it; system where it expired.';
comment on column credit_purchases.end_reason is 'Why it ended.';
