create or replace function hold_spenders(
    p_org_id uuid, p_verbs text[], p_user_ids text[], p_hold_ids uuid[], out user_ids text[], out first_items integer[]
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- A hold's member never changes, so that it is read before any lock.
    select
        array_agg(case when o.verb in ('capture', 'release') then h.user_id else o.user_id end order by o.n),
        array_agg(o.first_item::integer order by o.n)
    into user_ids, first_items
    from (
        select i.*, min(i.n) over (partition by i.hold_id) as first_item
        from unnest(p_verbs, p_user_ids, p_hold_ids) with ordinality as i (verb, user_id, hold_id, n)
    ) as o
    left join credit_holds as h on h.org_id = p_org_id and h.hold_id = o.hold_id and o.verb in ('capture', 'release');
end
$fn$;
comment on function hold_spenders(uuid, text[], text[], uuid[]) is 'For each item the member it concerns, by its hold for captures and releases, and the first item of the batch that names the same hold.';
