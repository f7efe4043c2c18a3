create or replace function indexed_spenders(
    p_verbs text[], p_user_ids text[], p_credits numeric[], p_members user_credit_allocations[],
    out indexes integer[], out is_short boolean
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    select array_agg(d.i::integer order by d.n), coalesce(bool_or(d.spends and d.demand > d.remaining), false)
    into indexes, is_short
    from (
        select
            y.n, l.i, l.allocated_credits - l.used_credits - l.held_credits as remaining,
            y.verb in ('deduct', 'reserve') as spends,
            -- A capture may cost more than its hold, and then takes what the others find left.
            sum(y.credits) filter (where y.verb <> 'release') over (partition by l.i) as demand
        from unnest(p_verbs, p_user_ids, p_credits) with ordinality as y (verb, user_id, credits, n)
        left join (
            select row_number() over () as i, o.* from unnest(p_members) as o
        ) as l on l.user_id = y.user_id
    ) as d;
end
$fn$;
comment on function indexed_spenders(text[], text[], numeric[], user_credit_allocations[]) is 'For each item the index of its member''s allocation in p_members, and whether the items of some member ask for more than remains.';
