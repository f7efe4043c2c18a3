create or replace function verify_c05_bounds() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C5 allocation bounds', a.org_id, a.user_id, 'U, H, T, D >= 0; U + H <= A; A + D >= T; A + D = T or A = U + H',
        format('A %s U %s H %s T %s D %s', a.allocated_credits, a.used_credits, a.held_credits, a.target_credits, a.refill_due_credits)
    from user_credit_allocations as a
    where not (
        least(a.used_credits, a.held_credits, a.target_credits, a.refill_due_credits) >= 0
        and a.used_credits + a.held_credits <= a.allocated_credits
        and a.allocated_credits + a.refill_due_credits >= a.target_credits
        and (a.allocated_credits + a.refill_due_credits = a.target_credits or a.allocated_credits = a.used_credits + a.held_credits)
        and (a.is_active or (a.target_credits = 0 and a.refill_due_credits = 0))
        and 'NaN'::numeric not in (a.allocated_credits, a.used_credits, a.held_credits, a.target_credits, a.refill_due_credits)
        and greatest(a.allocated_credits, a.target_credits, a.refill_due_credits, a.cumulative_used_credits) < 1e15
        and greatest(
            scale(a.allocated_credits), scale(a.used_credits), scale(a.held_credits), scale(a.target_credits),
            scale(a.refill_due_credits), scale(a.prior_used_credits), scale(a.cumulative_used_credits)
        ) <= 6
    )
    union all
    select 'C5 pool bounds', p.org_id, 'pool', 'available, allocated >= 0', format('%s %s', p.available_credits, p.allocated_credits)
    from organization_credit_pools as p
    where not (
        p.available_credits >= 0 and p.allocated_credits >= 0 and p.available_credits <> 'NaN' and p.allocated_credits <> 'NaN'
        and greatest(scale(p.available_credits), scale(p.allocated_credits)) <= 6
    )
    union all
    select 'C5 hold bounds', h.org_id, h.hold_id::text, 'credits > 0, at most six decimals', h.credits::text
    from credit_holds as h where not (h.credits > 0 and h.credits < 1e15 and scale(h.credits) <= 6)
    union all
    select 'C5 usage bounds', u.org_id, u.usage_id::text, 'credits = charged + overage + uncollected', u.credits_used::text
    from credit_usage_attribution as u
    where not (
        u.credits_used = u.charged_credits + u.overage_credits + u.uncollected_credits
        and least(u.charged_credits, u.overage_credits, u.uncollected_credits) >= 0 and u.credits_used < 1e15
        and greatest(scale(u.charged_credits), scale(u.overage_credits), scale(u.uncollected_credits)) <= 6
    );
$fn$;
comment on function verify_c05_bounds() is 'C5: the CHECKs of an allocation and a pool, recomputed, as those of holds and usage; no NaN, nothing infinite; at most six decimals.';
