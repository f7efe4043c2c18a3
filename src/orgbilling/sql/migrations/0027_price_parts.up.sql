-- A price in full: what more of a call has a price, from how large an input on, at which hours, by which service tier.
-- And prices of an organization's own, for models that its own provider keys serve.
set local lock_timeout = '10s';

-- Each names its search path: while a backup is restored there is none, and they call each other.
create function are_rates_sound(p_rates jsonb, p_is_whole boolean default false) returns boolean
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
    return jsonb_typeof(p_rates) = 'object' and (not p_is_whole or p_rates ?& array['input', 'output']) and not exists (
        select 1 from jsonb_each(p_rates) as r (part, usd)
        where jsonb_typeof(r.usd) <> 'string' or (r.usd #>> '{}') !~ '^\d{1,9}(\.\d{1,20})?$' or r.part not in (
            'input', 'cached_input', 'cache_write', 'cache_write_1h', 'audio_input', 'cached_audio_input', 'image_input',
            'cached_image_input', 'video_input', 'output', 'audio_output', 'image_output', 'video_output', 'reasoning',
            'citation'
        )
    );
end
$fn$;
comment on function are_rates_sound(jsonb, boolean) is 'Whether prices of tokens by part are texts of US dollars per million, for the CHECK of a price; where they are whole, input and output are among them.';

create function is_fee_sound(p_fee jsonb) returns boolean
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
    if jsonb_typeof(p_fee) = 'object' then
        return coalesce(jsonb_typeof(p_fee -> 'usd'), '') = 'string' and p_fee - array['usd', 'per', 'least'] = '{}' and is_fee_sound(p_fee -> 'usd')
            and coalesce(p_fee ->> 'per', '1') ~ '^[1-9]\d{0,8}$' and coalesce(p_fee ->> 'least', '0') ~ '^\d{1,9}$'
            and coalesce(jsonb_typeof(p_fee -> 'per'), 'number') = 'number'
            and coalesce(jsonb_typeof(p_fee -> 'least'), 'number') = 'number';
    end if;
    return jsonb_typeof(p_fee) = 'string' and (p_fee #>> '{}') ~ '^\d{1,9}(\.\d{1,20})?$';
end
$fn$;
comment on function is_fee_sound(jsonb) is 'Whether the price of what is no tokens is a text of US dollars each, or one of dollars for so many, for the CHECK of a price.';

create function is_price_table_sound(p_table jsonb, p_more text[], p_is_whole boolean default false) returns boolean
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
    if jsonb_typeof(p_table) is distinct from 'object' or p_table - (array['rates', 'tiers', 'fees'] || p_more) <> '{}'
        or p_is_whole and not p_table ? 'rates' or not are_rates_sound(coalesce(p_table -> 'rates', '{}'), p_is_whole)
        or jsonb_typeof(coalesce(p_table -> 'fees', '{}')) <> 'object'
        or jsonb_typeof(coalesce(p_table -> 'tiers', '[]')) <> 'array'
    then
        return false;
    end if;
    return not exists (
        select 1 from jsonb_each(coalesce(p_table -> 'fees', '{}')) as f (name, fee)
        where f.name !~ '^[a-z][a-z0-9_]{0,39}$' or not is_fee_sound(f.fee)
    ) and not exists (
        select 1 from jsonb_array_elements(coalesce(p_table -> 'tiers', '[]')) as t (tier)
        where jsonb_typeof(t.tier) <> 'object' or t.tier - array['above_tokens', 'rates'] <> '{}'
            or coalesce(jsonb_typeof(t.tier -> 'above_tokens'), '') <> 'number'
            or t.tier ->> 'above_tokens' !~ '^[1-9]\d{0,11}$'
            or not are_rates_sound(coalesce(t.tier -> 'rates', 'null'))
    );
end
$fn$;
comment on function is_price_table_sound(jsonb, text[], boolean) is 'Whether rates, tiers and fees of one condition can be charged by, for the CHECK of a price; p_more names what else stands beside them.';

create function are_price_windows_sound(p_windows jsonb, p_is_whole boolean) returns boolean
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
    return jsonb_typeof(p_windows) = 'array' and not exists (
        select 1 from jsonb_array_elements(p_windows) as w (price)
        where not is_price_table_sound(w.price, array['since', 'begins', 'ends', 'days'], p_is_whole)
            or (w.price ? 'begins') <> (w.price ? 'ends')
            or coalesce(w.price ->> 'since', '2000-01-01') !~ '^2\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'
            or make_date(
                substr(w.price ->> 'since', 1, 4)::integer, substr(w.price ->> 'since', 6, 2)::integer,
                substr(w.price ->> 'since', 9)::integer
            ) is null and w.price ? 'since'
            or coalesce(w.price ->> 'begins', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$'
            or coalesce(w.price ->> 'ends', '00:00') !~ '^([01]\d|2[0-3]):[0-5]\d$'
            or coalesce(w.price ->> 'days', '[1]') !~ '^\[[1-7](, [1-7])*\]$'
    );
end
$fn$;
comment on function are_price_windows_sound(jsonb, boolean) is 'Whether prices of dates, hours and days can be charged by, for the CHECK of a price.';

create function are_price_parts_sound(p_parts jsonb) returns boolean
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
    -- What has a column of its own stands there.
    return p_parts is null or is_price_table_sound(p_parts, array['windows', 'service_tiers'])
        and not coalesce(p_parts -> 'rates', '{}') ?| array[
            'input', 'output', 'cached_input', 'cache_write', 'audio_input', 'audio_output'
        ]
        and are_price_windows_sound(coalesce(p_parts -> 'windows', '[]'), true)
        and jsonb_typeof(coalesce(p_parts -> 'service_tiers', '{}')) = 'object'
        and not exists (
            select 1 from jsonb_each(coalesce(p_parts -> 'service_tiers', '{}')) as s (name, windows)
            where s.name !~ '^[a-z][a-z0-9_]{0,39}$' or not are_price_windows_sound(s.windows, false)
        );
end
$fn$;
comment on function are_price_parts_sound(jsonb) is 'Whether what a version of a price says beside its columns can be charged by, for its CHECK.';

alter table model_prices add column parts jsonb constraint model_prices_parts_sound check (are_price_parts_sound(parts));
comment on column model_prices.parts is 'What else a call is charged by: rates of more parts, fees, tiers by the size of the input, windows of time, service tiers; null: nothing.';
comment on column model_prices.source is 'Where it comes from: admin, the command line, or genai-prices with its version and whose price it is.';

create table organization_model_prices (
    org_id uuid not null references organizations,
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
    parts jsonb constraint organization_model_prices_parts_sound check (are_price_parts_sound(parts)),
    created_by text not null,
    created_at timestamptz not null,
    primary key (org_id, model, valid_from),
    unique (org_id, price_id)
);
comment on table organization_model_prices is 'What a model costs that only an organization''s own provider keys serve, from when on. A version is never changed.';
comment on column organization_model_prices.org_id is 'The organization.';
comment on column organization_model_prices.model is 'Name by which its members ask for the model.';
comment on column organization_model_prices.valid_from is 'From when on; until the next version.';
comment on column organization_model_prices.price_id is 'Id of this version, kept with each call.';
comment on column organization_model_prices.input_usd_per_million is 'Input tokens.';
comment on column organization_model_prices.output_usd_per_million is 'Output tokens, reasoning included.';
comment on column organization_model_prices.cached_input_usd_per_million is 'Input tokens read from the provider''s cache; null: as input.';
comment on column organization_model_prices.cache_write_usd_per_million is 'Input tokens written to the provider''s cache; null: as input.';
comment on column organization_model_prices.audio_input_usd_per_million is 'Audio among the input tokens; null: as input.';
comment on column organization_model_prices.audio_output_usd_per_million is 'Audio among the output tokens; null: as output.';
comment on column organization_model_prices.output_tokens_max is 'Most tokens of one answer, where known; what is held when a request names no limit.';
comment on column organization_model_prices.parts is 'What else a call is charged by; null: nothing.';
comment on column organization_model_prices.created_by is 'Who wrote it.';
comment on column organization_model_prices.created_at is 'When.';
create trigger own_prices_stay before update or delete or truncate on organization_model_prices
for each statement execute function refuse_change();
