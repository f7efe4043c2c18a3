create or replace function verify_c08_transfers() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C8 kind', t.org_id, t.transfer_id::text, 'the accounts of its kind', format('%s: %s to %s', t.kind, t.from_account, t.to_account)
    from credit_transfers as t
    where not coalesce(case t.kind
        when 'purchase' then (t.from_account, t.to_account) = ('purchased', 'pool')
        when 'grant' then (t.from_account, t.to_account) = ('granted', 'pool')
        when 'refresh' then (t.from_account, t.to_account) = ('refreshed', 'pool')
        when 'opening' then (t.from_account, t.to_account) = ('opening', 'pool')
        when 'usage_refund' then t.from_account = 'consumed' and t.to_account in ('pool', 'allocation')
        when 'purchase_refund' then (t.from_account, t.to_account) = ('pool', 'refunded')
        when 'reversal' then (t.from_account, t.to_account) = ('pool', 'refunded')
        when 'expiry' then (t.from_account, t.to_account) = ('pool', 'expired')
        when 'return' then (t.from_account, t.to_account) = ('allocation', 'pool')
        when 'reclaim' then (t.from_account, t.to_account) = ('allocation', 'pool')
        else t.kind in ('allocate', 'reset', 'top_up') and (t.from_account, t.to_account) = ('pool', 'allocation')
    end, false)
    or ('pool' in (t.from_account, t.to_account)) <> (t.pool_seq is not null)
    or ('allocation' in (t.from_account, t.to_account)) <> (t.allocation_seq is not null)
    or (t.allocation_seq is not null or t.kind = 'usage_refund') <> (t.user_id is not null)
    or (t.usage_id is not null) <> (t.kind = 'usage_refund') or not (t.amount > 0)
    or (t.lot_id is null and t.kind in ('purchase', 'grant', 'refresh', 'opening', 'purchase_refund', 'reversal', 'expiry'))
    or (t.lot_id is not null and t.kind in ('return', 'reclaim', 'allocate', 'reset', 'top_up'))
    union all
    select 'C8 usage refund', coalesce(t.org_id, r.org_id), coalesce(t.transfer_id, r.refund_id)::text,
        format('%s of %s to %s', r.credits, r.usage_id, r.to_account), format('%s of %s to %s', t.amount, t.usage_id, t.to_account)
    from (select x.* from credit_transfers as x where x.kind = 'usage_refund') as t
    full join credit_usage_refunds as r on r.org_id = t.org_id and r.refund_id = t.transfer_id
    left join credit_usage_attribution as u on u.org_id = r.org_id and u.usage_id = r.usage_id
    where (t.amount, t.usage_id, t.to_account, t.user_id, t.created_at, r.period_number, r.user_id)
        is distinct from (r.credits, r.usage_id, r.to_account, r.user_id, r.created_at, u.period_number, u.user_id)
    union all
    select 'C8 refunds of a usage', r.org_id, r.usage_id::text, 'at most ' || u.charged_credits, sum(r.credits)::text
    from credit_usage_refunds as r
    inner join credit_usage_attribution as u on u.org_id = r.org_id and u.usage_id = r.usage_id
    group by r.org_id, r.usage_id, u.charged_credits
    having sum(r.credits) > u.charged_credits
    union all
    select 'C8 reclaimed', o.org_id, x.user_id, coalesce(sum(x.audited), 0)::text, coalesce(sum(x.moved), 0)::text
    from organizations as o
    cross join lateral (
        select t.user_id, 0 as audited, t.amount as moved from credit_transfers as t where t.org_id = o.org_id and t.kind = 'reclaim'
        union all
        select l.subject, (l.details ->> 'credits')::numeric, 0
        from organization_audit_log as l where l.org_id = o.org_id and l.event_type in ('org.credits.reclaimed', 'org.credits.transferred')
    ) as x
    group by o.org_id, x.user_id
    having coalesce(sum(x.audited), 0) <> coalesce(sum(x.moved), 0);
$fn$;
comment on function verify_c08_transfers() is 'C8: a transfers kind says which accounts it joins, and a refund of usage which usage and refund; what was reclaimed is what the audit log says.';
