-- A hash chain over the audit log: what happened waits to be sealed, and a job seals it in order.
set local lock_timeout = '10s';

create table organization_audit_seals (
    org_id uuid not null,
    seal_number bigint not null check (seal_number > 0),
    audit_id uuid not null,
    hash bytea not null check (length(hash) = 32),
    sealed_at timestamptz not null,
    primary key (org_id, seal_number),
    unique (org_id, audit_id)
);
comment on table organization_audit_seals is 'One chain an organization over its audit log; append-only.';
comment on column organization_audit_seals.org_id is 'The organization; the zero id for events that concern none.';
comment on column organization_audit_seals.seal_number is 'Place in the chain, from 1 without a gap.';
comment on column organization_audit_seals.audit_id is 'The event that is sealed here.';
comment on column organization_audit_seals.hash is 'SHA-256 of the hash before it (nothing at seal 1) and of what the event says.';
comment on column organization_audit_seals.sealed_at is 'When.';

create table organization_audit_unsealed (
    org_id uuid not null,
    audit_id uuid not null,
    primary key (org_id, audit_id)
);
comment on table organization_audit_unsealed is 'Events that no seal covers yet: written with the event, taken away with its seal.';
comment on column organization_audit_unsealed.org_id is 'The organization.';
comment on column organization_audit_unsealed.audit_id is 'The event.';

create function note_unsealed() returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    insert into organization_audit_unsealed (org_id, audit_id) select e.org_id, e.audit_id from noted as e;
    return null;
end
$fn$;
comment on function note_unsealed() is 'Trigger: an event of the audit log waits to be sealed, in the transaction that wrote it.';

insert into organization_audit_unsealed (org_id, audit_id) select a.org_id, a.audit_id from organization_audit_log as a;
create trigger audit_is_sealed after insert on organization_audit_log
referencing new table as noted for each statement execute function note_unsealed();
create trigger seals_are_final before update or delete or truncate on organization_audit_seals
for each statement execute function refuse_change();

-- System admins read the events of all organizations, newest first.
create index organization_audit_log_by_time on organization_audit_log (audit_id);
create index organization_audit_log_by_actor on organization_audit_log (actor_id, audit_id);
