create or replace function set_model_price(
    p_model text, p_input_usd_per_million numeric, p_output_usd_per_million numeric, p_source text, p_actor_id text,
    p_cached_input_usd_per_million numeric default null, p_cache_write_usd_per_million numeric default null,
    p_audio_input_usd_per_million numeric default null, p_audio_output_usd_per_million numeric default null,
    p_output_tokens_max integer default null, p_valid_from timestamptz default null, p_now timestamptz default null,
    p_parts jsonb default null
) returns model_prices
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_price model_prices;
begin
    perform require_sound_price(p_valid_from, p_parts, v_now);
    insert into model_prices (
        model, valid_from, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
        cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, output_tokens_max, source,
        created_by, created_at, parts
    ) values (
        p_model, coalesce(p_valid_from, v_now), p_input_usd_per_million, p_output_usd_per_million,
        p_cached_input_usd_per_million, p_cache_write_usd_per_million, p_audio_input_usd_per_million,
        p_audio_output_usd_per_million, p_output_tokens_max, p_source, p_actor_id, v_now, p_parts
    ) returning * into v_price;
    -- Of no organization, like a sign-in; the published list is followed by the program, not by a person.
    perform record_audit(
        '00000000-0000-0000-0000-000000000000', 'model.price.set', p_actor_id,
        case when p_source = 'admin' then 'user' else 'system' end, p_model,
        jsonb_strip_nulls(jsonb_build_object(
            'price_id', v_price.price_id, 'valid_from', v_price.valid_from, 'source', p_source,
            'input_usd_per_million', v_price.input_usd_per_million, 'output_usd_per_million', v_price.output_usd_per_million,
            'cached_input_usd_per_million', v_price.cached_input_usd_per_million,
            'cache_write_usd_per_million', v_price.cache_write_usd_per_million,
            'audio_input_usd_per_million', v_price.audio_input_usd_per_million,
            'audio_output_usd_per_million', v_price.audio_output_usd_per_million,
            'output_tokens_max', v_price.output_tokens_max, 'parts', v_price.parts
        ))
    );
    return v_price;
end
$fn$;
comment on function set_model_price(text, numeric, numeric, text, text, numeric, numeric, numeric, numeric, integer, timestamptz, timestamptz, jsonb) is 'A new version of a model''s price, in US dollars per million tokens, from p_valid_from (null: now) on; p_parts is what else is charged (amounts are texts). The audit log says who set it. Raises OB001 for one that begins in the past, and for parts that cannot be charged by.';
