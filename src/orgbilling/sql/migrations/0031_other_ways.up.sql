-- Whom else a call may go to, and what it costs there: an organization's own keys may fall over to the platform's, and an
-- upstream that is another provider's has that provider's price.
set local lock_timeout = '10s';

alter table organizations add column own_keys_fall_over boolean not null default false;
comment on column organizations.own_keys_fall_over is 'Whether a call that the organization''s own provider keys could not have answered may be answered with the platform''s, at the plan''s markup for those.';

create table upstream_model_prices (
    upstream text collate "C" not null check (length(upstream) between 1 and 255),
    model text collate "C" not null check (length(model) between 1 and 255),
    valid_from timestamptz not null,
    price_id uuid not null default gen_random_uuid(),
    input_usd_per_million numeric not null check (input_usd_per_million >= 0 and input_usd_per_million < 1e9),
    output_usd_per_million numeric not null check (output_usd_per_million >= 0 and output_usd_per_million < 1e9),
    cached_input_usd_per_million numeric check (cached_input_usd_per_million >= 0 and cached_input_usd_per_million < 1e9),
    cache_write_usd_per_million numeric check (cache_write_usd_per_million >= 0 and cache_write_usd_per_million < 1e9),
    audio_input_usd_per_million numeric check (audio_input_usd_per_million >= 0 and audio_input_usd_per_million < 1e9),
    audio_output_usd_per_million numeric check (audio_output_usd_per_million >= 0 and audio_output_usd_per_million < 1e9),
    output_tokens_max integer check (output_tokens_max > 0),
    parts jsonb constraint upstream_model_prices_parts_sound check (are_price_parts_sound(parts)),
    source text not null,
    created_by text not null,
    created_at timestamptz not null,
    primary key (upstream, model, valid_from),
    unique (price_id)
);
comment on table upstream_model_prices is 'What a model costs where one of its upstreams answers, from when on: the published price of that upstream''s own provider. It holds while model_prices has a published price too. A version is never changed.';
comment on column upstream_model_prices.upstream is 'Name of the upstream in the file.';
comment on column upstream_model_prices.model is 'Name by which clients ask for the model.';
comment on column upstream_model_prices.valid_from is 'From when on; until the next version.';
comment on column upstream_model_prices.price_id is 'Id of this version, kept with each call.';
comment on column upstream_model_prices.input_usd_per_million is 'Input tokens.';
comment on column upstream_model_prices.output_usd_per_million is 'Output tokens, reasoning included.';
comment on column upstream_model_prices.cached_input_usd_per_million is 'Input tokens read from the provider''s cache; null: as input.';
comment on column upstream_model_prices.cache_write_usd_per_million is 'Input tokens written to the provider''s cache; null: as input.';
comment on column upstream_model_prices.audio_input_usd_per_million is 'Audio among the input tokens; null: as input.';
comment on column upstream_model_prices.audio_output_usd_per_million is 'Audio among the output tokens; null: as output.';
comment on column upstream_model_prices.output_tokens_max is 'Most tokens of one answer, where known.';
comment on column upstream_model_prices.parts is 'What else a call is charged by; null: nothing.';
comment on column upstream_model_prices.source is 'Where it comes from: genai-prices with its version and whose price it is.';
comment on column upstream_model_prices.created_by is 'Who wrote it.';
comment on column upstream_model_prices.created_at is 'When.';
create trigger upstream_prices_stay before update or delete or truncate on upstream_model_prices
for each statement execute function refuse_change();
