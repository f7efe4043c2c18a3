create or replace function set_organization_model_price(
    p_org_id uuid, p_model text, p_input_usd_per_million numeric, p_output_usd_per_million numeric, p_actor_id text,
    p_cached_input_usd_per_million numeric default null, p_cache_write_usd_per_million numeric default null,
    p_audio_input_usd_per_million numeric default null, p_audio_output_usd_per_million numeric default null,
    p_output_tokens_max integer default null, p_parts jsonb default null, p_valid_from timestamptz default null,
    p_now timestamptz default null
) returns organization_model_prices
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_price organization_model_prices;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    perform require_sound_price(p_valid_from, p_parts, v_now);
    insert into organization_model_prices (
        org_id, model, valid_from, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
        cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, output_tokens_max, parts,
        created_by, created_at
    ) values (
        p_org_id, p_model, coalesce(p_valid_from, v_now), p_input_usd_per_million, p_output_usd_per_million,
        p_cached_input_usd_per_million, p_cache_write_usd_per_million, p_audio_input_usd_per_million,
        p_audio_output_usd_per_million, p_output_tokens_max, p_parts, p_actor_id, v_now
    ) returning * into v_price;
    perform record_audit(
        p_org_id, 'org.model_price.set', p_actor_id, 'user', p_model,
        jsonb_strip_nulls(to_jsonb(v_price) - array['org_id', 'model', 'created_by', 'created_at'])
    );
    return v_price;
end
$fn$;
comment on function set_organization_model_price(uuid, text, numeric, numeric, text, numeric, numeric, numeric, numeric, integer, jsonb, timestamptz, timestamptz) is 'A new version of what a model costs that only the organization''s own provider keys serve, as set_model_price says; for its owner and admins. Whether only they serve it is known to the caller. Raises OB001, OB004, OB018, OB020.';
