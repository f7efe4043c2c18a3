create or replace function verify_c05_instants() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with found as (
        select t.org_id, 'transfer' as what, t.transfer_id as id, t.created_at as at_instant, 0 as waited_s from credit_transfers as t
        union all
        select u.org_id, 'usage', u.usage_id, u.created_at, 3600 from credit_usage_attribution as u
        union all
        select h.org_id, 'hold', h.hold_id, h.created_at, 3600 from credit_holds as h
        union all
        select k.org_id, 'key ' || k.request_key, k.result_id, k.created_at, 0 from credit_request_keys as k
        union all
        select f.org_id, 'refusal', f.refusal_id, f.created_at, 3600 from credit_refusals as f
        union all
        select r.org_id, 'usage refund', r.refund_id, r.created_at, 0 from credit_usage_refunds as r
        union all
        select p.org_id, 'purchase', p.purchase_id, p.created_at, 0 from credit_purchases as p
        union all
        select q.org_id, 'request', q.request_id, q.created_at, 0 from credit_requests as q
        union all
        select b.org_id, 'history', b.history_id, b.created_at, 0 from org_billing_history as b
        union all
        select i.org_id, 'invoice', i.invoice_id, i.made_at, 0 from subscription_invoices as i
        union all
        select s.org_id, 'term', s.term_id, s.starts_at, 0 from subscription_terms as s
        union all
        select m.org_id, 'money credit', m.money_credit_id, m.made_at, 0 from money_credits as m
        union all
        select c.org_id, 'move', c.move_id, c.moved_at, 0 from calendar_moves as c
    )
    select 'C5 instants', f.org_id, format('%s %s', f.what, f.id), uuid_v7_instant(f.id)::text, f.at_instant::text
    from found as f
    -- Ids of another kind tell no time.
    where substr(f.id::text, 15, 1) = '7' and not (
        f.at_instant >= uuid_v7_instant(f.id) - interval '1 second'
        and f.at_instant <= uuid_v7_instant(f.id) + make_interval(secs => f.waited_s + 1)
    );
$fn$;
comment on function verify_c05_instants() is 'C5: what happened at an instant has an id of that instant; usage and holds, which may wait for a lock between, one of at most an hour before.';
