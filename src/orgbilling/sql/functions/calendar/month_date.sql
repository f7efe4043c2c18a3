create or replace function month_date(t subscription_terms, p_months integer) returns date
language sql
immutable
return boundary_date((t).start_date, 'monthly', p_months);
comment on function month_date(subscription_terms, integer) is 'Local date that is so many months after the date of a term.';
