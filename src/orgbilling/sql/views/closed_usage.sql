create materialized view closed_usage as
select
    c.org_id, c.as_of, c.closed_through, c.first_open_day, c.credits_30_days, c.month_credits, c.before_credits, c.refunded_30_days,
    c.month_refunded
from closed_usage_at(local_date(statement_timestamp(), 'UTC')) as c;
create unique index closed_usage_by_organization on closed_usage (org_id);
comment on materialized view closed_usage is 'Final usage, net of refunds, of each organization as of a UTC date, for the platform''s overview; made by refresh_closed_usage. What came later is read live, so that it is never out of date, only slower to read. State as it is stored: a read settles nobody.';
