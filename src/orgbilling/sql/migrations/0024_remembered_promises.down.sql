set local lock_timeout = '10s';
alter table credit_transfers drop column lot_expires_at;
alter table credit_resets drop column allocation_seq;
alter table subscription_terms drop column taken_over_at;
alter table included_credits drop column taken_over_at;
alter table own_grants drop column taken_over_at;
alter table own_grant_boundaries drop column taken_over_at;
alter table ledger_settings drop column remembered_since;
drop table subscription_scheduled_changes, credit_allocation_changes;
