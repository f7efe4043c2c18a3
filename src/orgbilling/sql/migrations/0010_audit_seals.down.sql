set local lock_timeout = '10s';
drop index organization_audit_log_by_time;
drop index organization_audit_log_by_actor;
drop trigger audit_is_sealed on organization_audit_log;
drop function note_unsealed();
drop table organization_audit_unsealed;
drop table organization_audit_seals;
