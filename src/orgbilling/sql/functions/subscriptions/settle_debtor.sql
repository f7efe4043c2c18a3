create or replace function settle_debtor(p_invoice subscription_invoices, p_actor_id text, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions;
begin
    select * into s from organization_subscriptions
    where org_id = (p_invoice).org_id and subscription_id = (p_invoice).subscription_id for no key update;
    perform without_debt(s, p_actor_id, p_now);
    perform finish_calendar_verb(s.org_id, p_now);
end
$fn$;
comment on function settle_debtor(subscription_invoices, text, timestamptz) is 'What follows when an invoice is no longer open: its subscription''s standing, and the months that it paid for.';
