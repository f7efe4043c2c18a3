set local lock_timeout = '10s';

-- What charged a call stays to be found by its id; nothing is sold by it any more. An earlier downgrade may have kept some.
alter table model_prices disable trigger prices_stay;
insert into model_prices (
    model, valid_from, price_id, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
    cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, output_tokens_max, source,
    created_by, created_at, parts
)
select
    p.model, k.latest + row_number() over (order by p.price_id) * interval '1 microsecond', p.price_id,
    p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million, p.cache_write_usd_per_million,
    p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max, p.source, p.created_by, p.created_at,
    p.parts
from upstream_model_prices as p
cross join (select greatest(max(m.valid_from), timestamptz '6000-01-01') as latest from model_prices as m) as k;
alter table model_prices enable trigger prices_stay;

drop table upstream_model_prices;
alter table organizations drop column own_keys_fall_over;
