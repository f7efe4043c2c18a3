create or replace function verify_c14_taken_back() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 taken back', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number),
        format('%s, %s not', coalesce(t.credits, 0), case when c.state in ('void', 'reversed') then coalesce(l.amount, 0) - coalesce(t.credits, 0) else 0 end),
        format('%s, %s not', c.taken_back_credits, c.unrecovered_credits)
    from included_credits as c
    left join credit_lots as l on l.org_id = c.org_id and l.lot_id = c.lot_id
    left join (
        select x.org_id, x.lot_id, sum(x.amount) as credits from credit_transfers as x where x.kind = 'reversal' group by x.org_id, x.lot_id
    ) as t on t.org_id = c.org_id and t.lot_id = c.lot_id
    where (c.taken_back_credits, c.unrecovered_credits) is distinct from (
        coalesce(t.credits, 0), case when c.state in ('void', 'reversed') then coalesce(l.amount, 0) - coalesce(t.credits, 0) else 0 end
    )
    union all
    select 'C14 reversal of nothing', t.org_id, t.transfer_id::text, 'a month that was voided or reversed', t.amount::text
    from credit_transfers as t
    where t.kind = 'reversal' and not exists (
        select 1 from included_credits as c where c.org_id = t.org_id and c.lot_id = t.lot_id and c.state in ('void', 'reversed')
    )
    union all
    select 'C14 refresh of nothing', l.org_id, l.lot_id::text, 'a month, a difference or an own grant', 'none'
    from credit_lots as l
    where l.source = 'refresh' and not exists (
        select 1 from included_credits as c where c.org_id = l.org_id and c.lot_id = l.lot_id
    ) and not exists (
        select 1 from own_grant_boundaries as b where b.org_id = l.org_id and b.lot_id = l.lot_id
    ) and not exists (
        select 1 from calendar_migration_report as r where r.org_id = l.org_id and l.opened_at < r.migrated_at
    )
    union all
    select 'C14 skipped', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), 'a pause', 'none'
    from included_credits as c
    inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
    where c.state = 'skipped' and c.end_reason is null and not exists (
        select 1 from subscription_standings as n
        where
            n.org_id = t.org_id and n.subscription_id = t.subscription_id and n.standing = 'paused'
            and n.from_at <= c.due_at and coalesce(n.until_at, 'infinity') >= c.due_at
    );
$fn$;
comment on function verify_c14_taken_back() is 'C14: what was taken back of a month is what left its lot again; each refresh is a month, a difference or an own grant; what was skipped fell into a pause.';
