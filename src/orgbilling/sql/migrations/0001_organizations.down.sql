set local lock_timeout = '10s';
drop table api_keys, sessions, organization_audit_log, organization_quotas, organization_settings,
organization_invitations, organization_members, organizations, users, ledger_settings;
drop domain usd_amount;
drop domain credit_amount;
