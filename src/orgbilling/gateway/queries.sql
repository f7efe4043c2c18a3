-- Calls to models: what they cost, and what is known of them while they run.

-- name: find_terms
-- The member's plan and the model's price of this moment; the subscription is checked by the hold.
select
    p.*, s.subscription_plan, coalesce(pl.managed_markup, d.markup) as managed_markup, pl.own_key_markup
from (select max(managed_markup) as markup from plans) as d
left join model_price_at(%(model)s, %(now)s) as p on true
left join organization_subscriptions as s on s.org_id = %(org_id)s and s.status <> 'canceled'
left join plans as pl on pl.plan = s.subscription_plan
order by s.created_at desc
limit 1;

-- name: find_price
select * from model_prices where price_id = %(price_id)s;

-- name: priced_models
select distinct on (model) model, valid_from
from model_prices
where model = any(%(models)s) and valid_from <= %(now)s
order by model asc, valid_from desc;

-- name: journal
select journal_gateway_calls(%(org_ids)s::uuid[], %(hold_ids)s::uuid[], %(upstreams)s::text[], %(output_tokens)s::bigint[], %(hold_ttl_s)s);

-- name: find_hold
select g.hold_id from gateway_calls as g
where g.org_id = %(org_id)s and g.request_id = %(request_id)s and g.settled_at is null;

-- name: take_abandoned
select * from take_abandoned_gateway_calls(%(silent_s)s, %(limit)s);

-- name: record_free_usage
select record_free_usage(
    %(org_id)s, %(user_id)s, %(request_id)s, 'llm', %(model)s, %(metadata)s::jsonb, %(credential_id)s
);

-- name: receipt
select
    u.usage_id, u.request_id, u.created_at, u.user_id, e.email as user_email, u.service_type, u.service_name,
    u.credits_used as credits, u.uncollected_credits, u.api_cost_usd, u.markup_usd, u.request_metadata
from usage_receipt(%(org_id)s, %(request_id)s) as u
left join users as e on e.user_id = u.user_id
where %(user_id)s::text is null or u.user_id = %(user_id)s;
