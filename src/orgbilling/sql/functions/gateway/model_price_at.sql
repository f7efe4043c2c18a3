create or replace function model_price_at(p_model text, p_at timestamptz) returns setof model_prices
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select p.* from model_prices as p
    where p.model = p_model and p.valid_from <= p_at
    order by p.valid_from desc
    limit 1;
$fn$;
comment on function model_price_at(text, timestamptz) is 'The version of a model''s price that holds at an instant; no row where the model is unknown.';
