create or replace function pool_change(p_moves credit_transfers[]) returns numeric
language sql
immutable
return (
    select coalesce(sum(case when m.kind in ('return', 'reclaim') then m.amount else -m.amount end), 0) from unnest(p_moves) as m
);
comment on function pool_change(credit_transfers[]) is 'What moves between the pool and allocations (pool_move) add to the pool.';
