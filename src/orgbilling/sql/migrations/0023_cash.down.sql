set local lock_timeout = '10s';

drop index org_billing_history_by_purchase;
alter table org_billing_history drop column cash_event_id;
alter table org_billing_history drop column cash_usd;
alter table org_billing_history drop column invoice_id;
comment on column org_billing_history.amount_usd is 'Amount; negative for what was given back.';
