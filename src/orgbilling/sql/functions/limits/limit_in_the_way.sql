create or replace function limit_in_the_way(
    p_limits spending_limits[], i spend_item, p_user_id text, p_credential_id text
) returns spending_limits
language sql
stable
as $fn$
    -- A budget before a rate, because it lasts longer; then the one that leaves least.
    select l
    from unnest(p_limits) as l
    where l.subject_id = case l.kind when 'member' then p_user_id else p_credential_id end
        -- Tokens that nobody knows yet, or that were used already, count as one: a rate that is used up lets none through.
        and l.used_amount + l.held_amount
        + limit_share(l.unit, i.credits, case when i.verb = 'reserve' then greatest(spend_tokens(i), 1) else 1 end) > l.limit_amount
    order by l.unit, l.limit_amount - l.used_amount - l.held_amount, l.period_start desc
    limit 1
$fn$;
comment on function limit_in_the_way(spending_limits[], spend_item, text, text) is 'The limit of a member or a credential which an item would pass; null: none.';
