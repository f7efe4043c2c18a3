set local lock_timeout = '10s';

-- What charged a call stays to be found by its id. It is not sold by any more: without its parts it would be too cheap.
alter table model_prices disable trigger prices_stay;
update model_prices set valid_from = valid_from + interval '2000 years' where parts is not null;
insert into model_prices (
    model, valid_from, price_id, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
    cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, output_tokens_max, source,
    created_by, created_at
)
select
    p.model, timestamptz '7000-01-01' + row_number() over (order by p.price_id) * interval '1 microsecond', p.price_id,
    p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million, p.cache_write_usd_per_million,
    p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max, 'organization', p.created_by,
    p.created_at
from organization_model_prices as p;
alter table model_prices enable trigger prices_stay;

drop table organization_model_prices;
alter table model_prices drop column parts;
comment on column model_prices.source is 'Where it comes from: admin, or genai-prices with its version.';
drop function are_price_parts_sound(jsonb);
drop function are_price_windows_sound(jsonb, boolean);
drop function is_price_table_sound(jsonb, text[], boolean);
drop function is_fee_sound(jsonb);
drop function are_rates_sound(jsonb, boolean);
