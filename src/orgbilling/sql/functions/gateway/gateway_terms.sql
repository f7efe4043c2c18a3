create or replace function gateway_terms(
    p_org_ids uuid[], p_key_hashes bytea[], p_models text[], p_addresses inet[], p_now timestamptz, p_touch_before timestamptz,
    p_upstreams text[] default null
) returns table (
    ordinal integer, user_id text, key_id uuid, scopes text[], subscription_plan text, managed_markup numeric,
    own_key_markup numeric, price_id uuid, input_usd_per_million numeric, output_usd_per_million numeric,
    cached_input_usd_per_million numeric, cache_write_usd_per_million numeric, audio_input_usd_per_million numeric,
    audio_output_usd_per_million numeric, output_tokens_max integer, parts text, is_due boolean, is_limited boolean, barred text,
    falls_over boolean, upstream_prices text
)
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
#variable_conflict use_column
declare
    -- Who has no live subscription pays the most that a plan adds.
    v_dearest_markup constant numeric := (select max(l.managed_markup) from plans as l);
    v_is_to_touch boolean;
    v_source text;
begin
    -- One by one: each step goes by an index, whatever the tables held when the plans were made.
    for i in 1 .. cardinality(p_org_ids) loop
        select k.user_id, k.key_id, k.scopes, coalesce(k.last_used_at < p_touch_before, true), o.own_keys_fall_over
        into user_id, key_id, scopes, v_is_to_touch, falls_over
        from usable_keys(p_org_ids[i], p_key_hashes[i], p_now) as k
        inner join organizations as o on o.org_id = k.org_id and o.status <> 'closed'
        where k.kind = 'member';
        continue when not found;
        if v_is_to_touch then
            perform note_credential_use(p_org_ids[i], p_key_hashes[i], p_now);
        end if;
        select s.subscription_plan, l.managed_markup, l.own_key_markup
        into subscription_plan, managed_markup, own_key_markup
        from organization_subscriptions as s
        left join plans as l on l.plan = s.subscription_plan
        where s.org_id = p_org_ids[i] and s.status <> 'canceled'
        order by s.created_at desc
        limit 1;
        managed_markup := coalesce(managed_markup, v_dearest_markup);
        select
            p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
            p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
            p.parts::text, p.source
        into
            price_id, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million,
            cache_write_usd_per_million, audio_input_usd_per_million, audio_output_usd_per_million, output_tokens_max, parts, v_source
        from model_prices as p
        where p.model = p_models[i] and p.valid_from <= p_now
        order by p.valid_from desc
        limit 1;
        -- A price that somebody typed holds for all.
        upstream_prices := case
            when p_upstreams[i] <> '' and v_source like 'genai-prices%' then upstream_prices(p_upstreams[i], p_models[i], p_now)
        end;
        select g.is_due into is_due from spending_gate(p_now) as g where g.org_id = p_org_ids[i];
        select a.is_limited into is_limited from user_credit_allocations as a where a.org_id = p_org_ids[i] and a.user_id = gateway_terms.user_id;
        is_limited := coalesce(is_limited, is_limited_member(p_org_ids[i], user_id));
        -- Whoever asks about no model is kept out by no list of models.
        barred := case when is_limited then spending_bar(
            p_org_ids[i], user_id, key_id::text, case when p_models[i] = '' then 'none' else 'llm' end, nullif(p_models[i], ''), p_addresses[i], p_now
        ) end;
        ordinal := i;
        return next;
    end loop;
end
$fn$;
comment on function gateway_terms(uuid[], bytea[], text[], inet[], timestamptz, timestamptz, text[]) is 'For each call to a model (a member key by its organization and hash, the name of the model, empty for none, and the address that it comes from) whose key is valid at p_now: the member, what the key may do, whether a rule or limit may concern it (is_limited), why it may not be used so (barred, as spending_bar says), the plan with its markups, and the version of the model''s price that holds; price_id is null where the model has no price; upstream_prices are those of the upstreams that p_upstreams names (a JSON array a call, or an empty text) and that have one of their own, as JSON. falls_over tells whether the organization lets its own provider keys fall over to the platform''s. is_due says that the plan may be another once the organization is settled. No row where the key is nobody''s. Notes that a key was used if that was last noted before p_touch_before.';
