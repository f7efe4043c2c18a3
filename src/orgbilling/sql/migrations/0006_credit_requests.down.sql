set local lock_timeout = '10s';
drop index organization_invitations_by_email;
drop trigger requests_stay on credit_requests;
drop table credit_requests;
