-- What members ask for; and whom an invitation waits for.
set local lock_timeout = '10s';

create table credit_requests (
    org_id uuid not null references organizations,
    request_id uuid not null,
    user_id text collate "C" not null,
    status text not null default 'pending' check (status in ('pending', 'approved', 'declined', 'withdrawn')),
    requested_credits credit_amount not null check (requested_credits > 0),
    reason text not null check (length(btrim(reason)) between 1 and 2000),
    decided_credits credit_amount check (decided_credits > 0),
    decided_by text,
    decided_at timestamptz,
    decision_note text check (length(decision_note) <= 2000),
    created_at timestamptz not null,
    primary key (org_id, request_id),
    foreign key (org_id, user_id) references organization_members (org_id, user_id),
    check ((status = 'pending') = (decided_at is null)),
    check ((status = 'approved') = (decided_credits is not null))
);
create unique index credit_requests_pending on credit_requests (org_id, user_id) where status = 'pending';
create index credit_requests_by_user on credit_requests (org_id, user_id, request_id);
comment on table credit_requests is 'Members who ask for more credits, and what became of it. An approval allocates in the same transaction.';
comment on column credit_requests.org_id is 'The organization.';
comment on column credit_requests.request_id is 'Time-ordered id.';
comment on column credit_requests.user_id is 'The member who asks.';
comment on column credit_requests.status is 'pending, approved, declined (by an admin) or withdrawn (by the member, or as the membership or the organization ended). At most one of a member is pending.';
comment on column credit_requests.requested_credits is 'How much more is asked for.';
comment on column credit_requests.reason is 'What for, in the member''s words.';
comment on column credit_requests.decided_credits is 'How much was allocated; null unless approved.';
comment on column credit_requests.decided_by is 'Who approved, declined or withdrew it.';
comment on column credit_requests.decided_at is 'When; null while it is pending.';
comment on column credit_requests.decision_note is 'What the member is told.';
comment on column credit_requests.created_at is 'When it was asked.';
create trigger requests_stay before delete or truncate on credit_requests for each statement execute function refuse_change();

create index organization_invitations_by_email on organization_invitations (lower(email))
where accepted_at is null and revoked_at is null;
