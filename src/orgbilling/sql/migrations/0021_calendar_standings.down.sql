set local lock_timeout = '10s';
-- The way forward tells them again.
update organization_subscriptions set standing = null, standing_until = null, return_standing = null, return_until = null;
delete from subscription_standings;
delete from organization_standings;
