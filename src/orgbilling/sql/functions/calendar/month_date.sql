create or replace function month_date(t subscription_terms, p_months integer) returns date
language sql
immutable
return boundary_date((t).anchor_date, 'monthly', (t).cycle_index * case (t).billing_cycle when 'yearly' then 12 else 1 end + p_months);
comment on function month_date(subscription_terms, integer) is 'Local date that is so many months after the date of a term, counted from its anchor: 31 January, 28 February, 31 March.';
