create or replace function monthly_share(p_price_usd numeric, p_billing_cycle text) returns numeric
language sql
immutable parallel safe
return case p_billing_cycle when 'yearly' then round(p_price_usd / 12, 2) else p_price_usd end;
comment on function monthly_share(numeric, text) is 'What a price comes to in a month, in whole cents: a yearly price divided by 12, a monthly price as it is.';
