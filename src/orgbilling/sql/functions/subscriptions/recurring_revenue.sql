create or replace function recurring_revenue(p_status text, p_price_usd numeric, p_billing_cycle text) returns numeric
language sql
immutable parallel safe
return case when p_status in ('active', 'past_due') then monthly_share(p_price_usd, p_billing_cycle) else 0 end;
comment on function recurring_revenue(text, numeric, text) is 'What a subscription adds to MRR, in USD: its monthly share while it is active or past due, else 0 (trials are not counted).';
