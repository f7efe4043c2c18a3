create or replace function refund_limits(u credit_usage_attribution, p_credits numeric) returns void
language sql
as $fn$
    update spending_limits as l set used_amount = l.used_amount - p_credits
    where
        l.org_id = u.org_id and l.unit = 'credits' and l.period_start <= u.local_day
        and l.subject_id = case l.kind when 'member' then u.user_id else u.credential_id end
$fn$;
comment on function refund_limits(credit_usage_attribution, numeric) is 'Gives the budgets of a member and a key back what is refunded of a usage of their present period. The caller holds the locks of the limits.';
