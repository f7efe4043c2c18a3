set local lock_timeout = '10s';
drop table calendar_moves, own_grant_boundaries, own_grants, money_credits, included_credits, subscription_periods, subscription_invoices,
subscription_terms, subscription_standings, organization_standings;
alter table organization_subscriptions
drop column standing, drop column standing_until, drop column return_standing, drop column return_until, drop column term_id,
drop column included_monthly_credits;
alter table organization_credit_pools
drop column next_due_at, drop column lot_count, drop column own_monthly_credits, drop column next_own_grant_date, drop column next_own_grant_at;
alter table credit_lots drop column lot_number;
