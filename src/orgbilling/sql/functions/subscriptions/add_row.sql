create or replace function add_row(p_subscription organization_subscriptions, p_row subscription_periods, p_invoice_id uuid) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r subscription_periods := p_row;
begin
    r.org_id := (p_subscription).org_id;
    r.term_id := (p_subscription).term_id;
    r.period_number := 1 + (
        select coalesce(max(x.period_number), 0) from subscription_periods as x where x.org_id = r.org_id and x.term_id = r.term_id
    );
    r.invoice_id := p_invoice_id;
    insert into subscription_periods select (r).*;
    return r.period_number;
end
$fn$;
comment on function add_row(organization_subscriptions, subscription_periods, uuid) is 'Writes a period row of the running term; returns its number.';
