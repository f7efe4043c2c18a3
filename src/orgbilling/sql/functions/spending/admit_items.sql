create or replace function admit_items(b spending_batch) returns spending_writes
language plpgsql
stable
as $fn$
declare
    v_items constant spend_item[] := b.items;
    v_outcomes constant text[] := b.outcomes;
    v_ids constant uuid[] := b.ids;
    v_credential_ids constant text[] := b.credential_ids;
    v_index integer;
    i spend_item;
    m user_credit_allocations;
    s spending_step;
    o spending_writes;
    -- One by one: an array within a record would be copied for each element that is added.
    v_members user_credit_allocations[] := b.members;
    v_holds credit_holds[] := b.holds;
    v_opened credit_holds[] := '{}';
    v_usage credit_usage_attribution[] := '{}';
    v_moves credit_transfers[] := '{}';
    v_results spending_result[] := '{}';
    v_refused integer[] := '{}';
    v_stored constant integer[] := array(select n from generate_subscripts(b.ids, 1) as n where b.ids[n] is null and b.outcomes[n] is null);
    v_limits spending_limits[] := b.limits;
begin
    for n in 1..cardinality(v_items) loop
        i := v_items[n];
        v_index := b.member_indexes[n];
        m := v_members[v_index];
        continue when v_ids[n] is null and v_outcomes[n] is null;
        s := admit_item(i, v_outcomes[n], v_holds[b.hold_indexes[n]], m, v_ids[n], v_credential_ids[n], b.blocked_by, b.day, b.at);
        -- Whoever has no key, no member when they were looked for, is refused whatever has become of them since.
        if v_outcomes[n] is null and (s.result).blocked_by = 'allocation' and m.is_active then
            o := make_room(i, m, v_holds, b.pool_credits, v_limits, b.at);
            v_moves := v_moves || o.moves;
            b.pool_credits := b.pool_credits + pool_change(o.moves);
            m := o.members[1];
            v_members[v_index] := m;
            v_limits := o.limits;
            v_holds := o.holds;
            s := admit_item(i, null, null, m, v_ids[n], v_credential_ids[n], b.blocked_by, b.day, b.at);
        end if;
        if cardinality(v_limits) > 0 and v_outcomes[n] is null then
            s := limited_step(i, s, v_holds[b.hold_indexes[n]], v_limits, m.user_id, v_credential_ids[n]);
            v_limits := s.limits;
        end if;
        if (s.result).outcome = 'refused' and v_outcomes[n] is null then
            v_refused := v_refused || n;
        elsif (s.hold).hold_id is not null and i.verb = 'reserve' then
            v_opened := v_opened || s.hold;
        elsif (s.hold).hold_id is not null then
            v_holds[b.hold_indexes[n]] := s.hold;
        end if;
        if (s.member).user_id is not null then
            v_members[v_index] := s.member;
        end if;
        if (s.usage).usage_id is not null then
            v_usage := v_usage || s.usage;
        end if;
        if (s.move).kind is not null then
            v_moves := v_moves || s.move;
            b.pool_credits := b.pool_credits + (s.move).amount;
        end if;
        s.result.ordinal := b.ordinals[n];
        v_results := v_results || s.result;
    end loop;
    return row(v_members, v_holds, v_opened, v_usage, v_moves, v_refused, v_stored, v_results, v_limits);
end
$fn$;
comment on function admit_items(spending_batch) is 'Admits the items of a batch greedily, in order of arrival, on the allocations and holds that it carries; writes nothing.';
