create or replace function undo_spending(p_items spend_item[], p_ids uuid[], p_charged integer[]) returns void
language plpgsql
as $fn$
begin
    -- Nobody has seen what was changed before a closed gate: it is ours alone until the commit.
    if cardinality(p_charged) > 0 then
        update user_credit_allocations as a
        set
            used_credits = a.used_credits - t.used, cumulative_used_credits = a.cumulative_used_credits - t.used,
            held_credits = a.held_credits - t.held, seq = a.seq - t.uses
        from (
            select
                i.org_id, coalesce(h.user_id, i.user_id) as user_id,
                coalesce(sum(trim_scale(i.credits)) filter (where i.verb <> 'reserve'), 0) as used,
                -- A capture has taken its hold off.
                coalesce(sum(case i.verb when 'reserve' then trim_scale(i.credits) else -h.credits end), 0) as held,
                count(*) filter (where i.verb <> 'reserve') as uses
            from unnest(p_items) with ordinality as i
            left join lateral (
                select o.user_id, o.credits from credit_holds as o
                where i.verb = 'capture' and o.org_id = i.org_id and o.hold_id = i.hold_id
                offset 0
            ) as h on true
            where i.ordinality = any(p_charged) and p_ids[i.ordinality] is not null
            group by i.org_id, coalesce(h.user_id, i.user_id)
        ) as t
        where a.org_id = t.org_id and a.user_id = t.user_id;
    end if;
    delete from credit_request_keys as k
    using unnest(p_items) with ordinality as i
    where k.org_id = i.org_id and k.request_key = i.request_key and k.result_id = p_ids[i.ordinality];
end
$fn$;
comment on function undo_spending(spend_item[], uuid[], integer[]) is 'Takes back what was done quickly for items in this transaction: the request keys that they claimed with these ids (null: nothing is taken back), and the change of the allocation for those among them whose numbers are in p_charged.';
