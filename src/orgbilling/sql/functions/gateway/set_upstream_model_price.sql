create or replace function set_upstream_model_price(
    p_upstream text, p_model text, p_input_usd_per_million numeric, p_output_usd_per_million numeric, p_source text,
    p_actor_id text, p_cached_input_usd_per_million numeric default null, p_cache_write_usd_per_million numeric default null,
    p_audio_input_usd_per_million numeric default null, p_audio_output_usd_per_million numeric default null,
    p_parts jsonb default null, p_now timestamptz default null
) returns upstream_model_prices
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_price upstream_model_prices;
begin
    perform require_sound_price(null, p_parts, v_now);
    insert into upstream_model_prices (
        upstream, model, valid_from, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
        cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, parts, source, created_by,
        created_at
    ) values (
        p_upstream, p_model, v_now, p_input_usd_per_million, p_output_usd_per_million, p_cached_input_usd_per_million,
        p_cache_write_usd_per_million, p_audio_input_usd_per_million, p_audio_output_usd_per_million, p_parts, p_source,
        p_actor_id, v_now
    ) returning * into v_price;
    perform record_audit(
        '00000000-0000-0000-0000-000000000000', 'model.price.set', p_actor_id, 'system', p_model,
        jsonb_strip_nulls(to_jsonb(v_price) - array['model', 'created_by', 'created_at'])
    );
    return v_price;
end
$fn$;
comment on function set_upstream_model_price(text, text, numeric, numeric, text, text, numeric, numeric, numeric, numeric, jsonb, timestamptz) is 'A new version of what a model costs where one of its upstreams answers, as the published list says it of that upstream''s provider; it holds from now on, as long as set_model_price has a published price too. The audit log says who set it. Raises OB001.';
