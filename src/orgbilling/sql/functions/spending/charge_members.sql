create or replace function charge_members(
    p_items spend_item[], p_numbers integer[],
    out numbers integer[], out balances numeric[], out remaining numeric[], out periods integer[], out seqs bigint[]
)
language plpgsql
as $fn$
begin
    -- An allocation that somebody has locked is left out: a batch of many organizations, whose keys it
    -- holds already, waits for no member. The row that is locked is changed where it is, not looked up again; where
    -- that is a version which came after this statement began, it is left too.
    with changed as (
        update user_credit_allocations as a
        set
            used_credits = a.used_credits + l.credits, cumulative_used_credits = a.cumulative_used_credits + l.credits,
            seq = a.seq + l.items
        from (
            select k.ctid as place, t.credits, t.items, t.numbers
            from (
                select
                    (p_items[n]).org_id, (p_items[n]).user_id, sum(trim_scale((p_items[n]).credits)) as credits, count(*) as items,
                    array_agg(n) as numbers
                from unnest(p_numbers) as n
                group by (p_items[n]).org_id, (p_items[n]).user_id
            ) as t
            inner join user_credit_allocations as k on k.org_id = t.org_id and k.user_id = t.user_id
            for no key update of k skip locked
        ) as l
        where a.ctid = l.place and a.is_active and not a.is_limited and l.credits <= remaining_of(a)
            and (not is_nearly_used(a.used_credits + l.credits, a.allocated_credits) or is_nearly_used(a.used_credits, a.allocated_credits))
        returning
            a.org_id, a.user_id, a.allocated_credits - a.used_credits + l.credits as balance, a.held_credits, a.period_number,
            a.seq - l.items as seq, l.numbers
    )
    -- Of one member's items each has the figures right after it: what they were before all, less all up to it.
    select
        array_agg(s.n order by s.n), array_agg(s.balance - s.charged order by s.n),
        array_agg(s.balance - s.charged - s.held_credits order by s.n), array_agg(s.period_number order by s.n),
        array_agg(s.seq + s.place order by s.n)
    into numbers, balances, remaining, periods, seqs
    from (
        select
            i.n, i.balance, i.held_credits, i.period_number, i.seq,
            sum(trim_scale((p_items[i.n]).credits)) over item as charged, row_number() over item as place
        from (select c.*, unnest(c.numbers) as n from changed as c) as i
        window item as (partition by i.org_id, i.user_id order by i.n)
    ) as s;
end
$fn$;
comment on function charge_members(spend_item[], integer[]) is 'Takes the deducts of these numbers from their members'' allocations where all of a member''s fit, no limit is to be looked at, none is to be told of, and the row is not locked. Returns those that were taken, in their order, with the figures that are kept with each.';
