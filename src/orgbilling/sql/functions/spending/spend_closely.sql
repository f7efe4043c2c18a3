create or replace function spend_closely(
    p_items spend_item[], p_ordinals integer[], p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns setof spending_result
language plpgsql
as $fn$
declare
    b spending_batch;
    w spending_writes;
    v_users text[];
    v_stale integer[];
    v_state text;
begin
    b.org_id := p_items[1].org_id;
    b.at := coalesce(p_now, clock_timestamp());
    b.items := p_items;
    b.ordinals := p_ordinals;
    -- What is due is settled first, by whoever asked; nothing is locked or left behind here.
    select case when g.is_due and not p_is_settled then 'due' end into v_state from spending_gate(b.at) as g where g.org_id = b.org_id;
    if not found then
        v_state := 'organization_not_found';
    end if;
    if v_state is not null then
        return query select u.* from unanswered(p_items, p_ordinals, v_state) as u;
        return;
    end if;
    -- Who asks, and for whom.
    select a.credential_ids, a.outcomes, a.stale into b.credential_ids, b.outcomes, v_stale
    from authorized_items(p_items, p_session_idle_s, b.at) as a;
    select s.user_ids, s.outcomes, s.credential_ids into v_users, b.outcomes, b.credential_ids
    from item_spenders(p_items, b.outcomes, b.credential_ids, b.at) as s;
    -- Keys first, then allocations by user id: one order everywhere.
    b.ids := claim_spending_keys(p_items, array(
        select n from generate_subscripts(p_items, 1) as n
        where p_items[n].verb in ('deduct', 'reserve') and b.outcomes[n] is null
    ), uuids_v7(b.at, cardinality(p_items)), b.at);
    -- One look-up a member: PostgreSQL 16 would read all there are to have them in order.
    b.members := array(
        select l.allocation
        from (select distinct u.user_id collate "C" as user_id from unnest(v_users) as u (user_id) order by 1) as m
        cross join lateral (
            select a as allocation from user_credit_allocations as a
            where a.org_id = b.org_id and a.user_id = m.user_id
            offset 0
            for no key update
        ) as l
    );
    b.at := coalesce(p_now, clock_timestamp());

    -- The gate, in a statement of its own after the locks; a boundary may have come meanwhile.
    select g.blocked_by, g.day, case when g.is_due and not p_is_settled then 'due' end into b.blocked_by, b.day, v_state
    from spending_gate(b.at) as g where g.org_id = b.org_id;
    if v_state is not null then
        perform undo_spending(p_items, b.ids, '{}');
        return query select u.* from unanswered(p_items, p_ordinals, v_state) as u;
        return;
    end if;
    b := place_items(place_limits(b, v_users), v_users);
    w := admit_items(b);
    perform write_spending(b, w);
    if v_stale is not null then
        perform note_credential_use(b.org_id, (p_items[n]).credential_hash, b.at) from unnest(v_stale) as n;
    end if;
    return query
        select r.* from unnest(w.results) as r
        union all
        select s.* from stored_spending_results(p_items, p_ordinals, w.stored) as s;
end
$fn$;
comment on function spend_closely(spend_item[], integer[], integer, timestamptz, boolean) is 'Spends items of one organization, looking at everything that may stand in the way: keys are claimed in byte order, allocations locked by user id, then items are admitted greedily, in order of arrival, with answers of these ordinals. A refusal is an answer and is kept with its key.';
