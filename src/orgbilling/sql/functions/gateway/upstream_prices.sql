create or replace function upstream_prices(p_upstreams text, p_model text, p_now timestamptz) returns text
language sql
stable
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
    select jsonb_object_agg(u.upstream, to_jsonb(p) || jsonb_build_object('parts', p.parts::text))::text
    from jsonb_array_elements_text(p_upstreams::jsonb) as u (upstream)
    cross join lateral (
        select v.* from upstream_model_prices as v
        where v.upstream = u.upstream and v.model = p_model and v.valid_from <= p_now
        order by v.valid_from desc
        limit 1
    ) as p;
$fn$;
comment on function upstream_prices(text, text, timestamptz) is 'The versions of a model''s price that hold at p_now for those of the upstreams in p_upstreams (a JSON array of names) that have one of their own, as a JSON object by name; null where none has.';
