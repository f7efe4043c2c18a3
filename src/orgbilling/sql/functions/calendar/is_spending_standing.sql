create or replace function is_spending_standing(p_standing text) returns boolean
language sql
immutable parallel safe
return p_standing in ('trialing', 'active', 'past_due');
comment on function is_spending_standing(text) is 'Whether members may spend while a subscription stands so.';
