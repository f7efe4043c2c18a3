create or replace view top_credit_users_by_org as
select
    r.org_id,
    o.name as org_name,
    r.user_id,
    u.email as user_email,
    u.name as user_name,
    r.total_credits,
    r.request_count,
    r.usage_rank,
    r.refunded_credits
from (
    select
        x.org_id,
        x.user_id,
        sum(x.credits) - sum(x.refunded_credits) as total_credits,
        sum(x.refunded_credits) as refunded_credits,
        sum(x.requests)::bigint as request_count,
        row_number() over (partition by x.org_id order by sum(x.credits) - sum(x.refunded_credits) desc, x.user_id asc) as usage_rank
    from (
        select d.org_id, d.user_id, d.credits, d.requests, d.refunded_credits
        from credit_usage_daily_users as d
        inner join organizations as o on o.org_id = d.org_id
        where d.day >= local_date(statement_timestamp(), o.time_zone) - 29
        union all
        select d.org_id, d.user_id, d.credits, d.requests, d.refunded_credits
        from credit_usage_daily as d
        inner join organizations as o on o.org_id = d.org_id
        where d.day > o.usage_closed_through and d.day >= local_date(statement_timestamp(), o.time_zone) - 29
    ) as x
    group by x.org_id, x.user_id
) as r
inner join organizations as o on o.org_id = r.org_id
inner join users as u on u.user_id = r.user_id
where r.usage_rank <= 100;
comment on view top_credit_users_by_org is 'The 100 members of each organization who spent most in the last 30 days (its local today and the 29 days before), with their rank. Credits are net of the refunds of these days, which refunded_credits says. State as it is stored: a read settles nobody.';
