set local lock_timeout = '10s';
-- What was not taken off an invoice waits to be paid out, as before.
update org_billing_history as h
set payment_status = 'pending'
from money_credits as m
where m.org_id = h.org_id and m.money_credit_id = h.history_id and m.used_usd = 0;
drop table calendar_migration_report;
-- The way forward tells them again.
delete from money_credits;
delete from subscription_periods;
delete from subscription_invoices;
update organization_subscriptions set term_id = null, included_monthly_credits = 0;
delete from subscription_terms;
