-- Prices of models, in US dollars per million tokens.

-- name: current_prices
select distinct on (p.model)
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.source, p.created_by, p.created_at
from model_prices as p
where p.valid_from <= %(now)s and (%(models)s::text[] is null or p.model = any(%(models)s::text[]))
order by p.model asc, p.valid_from desc;

-- name: price_versions
-- rows as: current_prices
select
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.source, p.created_by, p.created_at
from model_prices as p
where p.model = %(model)s
order by p.valid_from desc;

-- name: set_price
-- rows as: current_prices
select
    p.price_id, p.model, p.valid_from, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.source, p.created_by, p.created_at
from set_model_price(
    %(model)s, %(input_usd)s, %(output_usd)s, %(source)s, %(actor_id)s, %(cached_input_usd)s, %(cache_write_usd)s,
    %(audio_input_usd)s, %(audio_output_usd)s, %(output_tokens_max)s, %(valid_from)s
) as p;
