-- Prices of models, in US dollars per million tokens.

-- name: current_prices
select distinct on (p.model)
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, p.source, p.created_by, p.created_at
from model_prices as p
where p.valid_from <= %(now)s and (%(models)s::text[] is null or p.model = any(%(models)s::text[]))
order by p.model asc, p.valid_from desc;

-- name: current_upstream_prices
select distinct on (p.upstream, p.model)
    p.upstream, p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million,
    p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, p.source, p.created_by, p.created_at
from upstream_model_prices as p
where p.valid_from <= %(now)s and p.model = any(%(models)s::text[])
order by p.upstream asc, p.model asc, p.valid_from desc;

-- name: price_versions
-- rows as: current_prices
select
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, p.source, p.created_by, p.created_at
from model_prices as p
where p.model = %(model)s
order by p.valid_from desc;

-- name: set_price
-- rows as: current_prices
select
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, p.source, p.created_by, p.created_at
from set_model_price(
    %(model)s, %(input_usd)s, %(output_usd)s, %(source)s, %(actor_id)s, %(cached_input_usd)s, %(cache_write_usd)s,
    %(audio_input_usd)s, %(audio_output_usd)s, %(output_tokens_max)s, %(valid_from)s, null, %(parts)s::jsonb
) as p;

-- name: own_price
-- The version of an organization's own that holds.
select
    p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts
from organization_model_prices as p
where p.org_id = %(org_id)s and p.model = %(model)s and p.valid_from <= %(now)s
order by p.valid_from desc
limit 1;

-- name: own_prices
-- rows as: current_prices
select distinct on (p.model)
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, 'organization' as source, p.created_by, p.created_at
from organization_model_prices as p
where p.org_id = %(org_id)s and p.valid_from <= %(now)s
order by p.model asc, p.valid_from desc;

-- name: set_own_price
-- rows as: current_prices
select
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, 'organization' as source, p.created_by, p.created_at
from set_organization_model_price(
    %(org_id)s, %(model)s, %(input_usd)s, %(output_usd)s, %(actor_id)s, %(cached_input_usd)s, %(cache_write_usd)s,
    %(audio_input_usd)s, %(audio_output_usd)s, %(output_tokens_max)s, %(parts)s::jsonb, %(valid_from)s
) as p;

-- name: live_plan
select s.subscription_plan
from organization_subscriptions as s
where s.org_id = %(org_id)s and s.status <> 'canceled'
order by s.created_at desc
limit 1;

-- name: set_upstream_price
select p.price_id
from set_upstream_model_price(
    %(upstream)s, %(model)s, %(input_usd)s, %(output_usd)s, %(source)s, %(actor_id)s, %(cached_input_usd)s,
    %(cache_write_usd)s, %(audio_input_usd)s, %(audio_output_usd)s, %(parts)s::jsonb
) as p;
