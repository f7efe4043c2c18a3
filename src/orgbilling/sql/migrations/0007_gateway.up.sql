-- Calls to models: what a token costs, and what is known of a call while it runs.
set local lock_timeout = '10s';

create table model_prices (
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
    source text not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    primary key (model, valid_from),
    unique (price_id)
);
comment on table model_prices is 'What a million tokens of a model cost, from when on. A version is never changed: a new one begins later.';
comment on column model_prices.model is 'Name by which clients ask for the model.';
comment on column model_prices.valid_from is 'From when on; until the next version.';
comment on column model_prices.price_id is 'Id of this version, kept with each call.';
comment on column model_prices.input_usd_per_million is 'Input tokens.';
comment on column model_prices.output_usd_per_million is 'Output tokens, reasoning included.';
comment on column model_prices.cached_input_usd_per_million is 'Input tokens read from the provider''s cache; null: as input.';
comment on column model_prices.cache_write_usd_per_million is 'Input tokens written to the provider''s cache; null: as input.';
comment on column model_prices.audio_input_usd_per_million is 'Audio among the input tokens; null: as input.';
comment on column model_prices.audio_output_usd_per_million is 'Audio among the output tokens; null: as output.';
comment on column model_prices.output_tokens_max is 'Most tokens of one answer, where known; what is held when a request names no limit.';
comment on column model_prices.source is 'Where it comes from: admin, or genai-prices with its version.';
comment on column model_prices.created_by is 'Who wrote it.';
comment on column model_prices.created_at is 'When.';
create trigger prices_stay before update or delete or truncate on model_prices for each statement execute function refuse_change();

create table gateway_calls (
    org_id uuid not null,
    hold_id uuid not null,
    request_id text not null,
    user_id text collate "C" not null,
    process_id uuid not null,
    model text not null,
    upstream text not null,
    price_id uuid not null,
    markup numeric not null,
    input_tokens_estimated bigint not null,
    output_tokens_journaled bigint not null default 0,
    dispatched_at timestamptz not null,
    journaled_at timestamptz not null,
    settled_at timestamptz,
    primary key (org_id, hold_id)
) with (fillfactor = 70);
create index gateway_calls_running on gateway_calls (journaled_at) where settled_at is null;
comment on table gateway_calls is 'Calls that were sent to a provider, written before the first byte leaves: what a call whose process died is settled by.';
comment on column gateway_calls.org_id is 'The organization.';
comment on column gateway_calls.hold_id is 'Its hold.';
comment on column gateway_calls.request_id is 'The gateway''s own id of the request.';
comment on column gateway_calls.user_id is 'The member.';
comment on column gateway_calls.process_id is 'The server process that carries it.';
comment on column gateway_calls.model is 'Model as the client named it.';
comment on column gateway_calls.upstream is 'Name of the provider that was asked.';
comment on column gateway_calls.price_id is 'Price version.';
comment on column gateway_calls.markup is 'Factor on the API cost.';
comment on column gateway_calls.input_tokens_estimated is 'Input tokens, counted from what was sent.';
comment on column gateway_calls.output_tokens_journaled is 'Output tokens that had come by journaled_at.';
comment on column gateway_calls.dispatched_at is 'When it was sent.';
comment on column gateway_calls.journaled_at is 'Last sign of life; a call without one for long is abandoned.';
comment on column gateway_calls.settled_at is 'When it was captured or released; null while it runs.';
