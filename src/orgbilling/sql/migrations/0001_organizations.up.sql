-- Who exists here: people, organizations, memberships, invitations, sessions and keys.
set local lock_timeout = '10s';

create domain credit_amount as numeric
constraint credit_amount_exact check (value <> 'NaN' and scale(value) <= 6 and abs(value) < 1e15);
comment on domain credit_amount is 'Credits: at most six decimals, finite. Unconstrained numeric underneath, because numeric(20,6) would round a seventh decimal away instead of refusing it.';

create domain usd_amount as numeric
constraint usd_amount_exact check (value <> 'NaN' and scale(value) <= 12 and abs(value) < 1e12);
comment on domain usd_amount is 'US dollars: at most twelve decimals, finite.';

create table ledger_settings (
    only_row boolean primary key default true check (only_row),
    credits_per_usd numeric not null check (credits_per_usd > 0 and credits_per_usd <= 1e9),
    created_at timestamptz not null default now()
);
comment on table ledger_settings is 'Facts that every balance depends on, fixed when the database is first migrated.';
comment on column ledger_settings.only_row is 'Always true: there is one row.';
comment on column ledger_settings.credits_per_usd is 'How many credits one US dollar buys before any tier; a start with another value is refused.';
comment on column ledger_settings.created_at is 'When the value was fixed.';

create table users (
    user_id text collate "C" primary key check (length(user_id) between 1 and 255),
    email text not null check (length(email) between 3 and 320),
    name text not null check (length(name) between 1 and 200),
    is_system_admin boolean not null default false,
    is_demo boolean not null default false,
    default_org_id uuid,
    disabled_at timestamptz,
    last_sign_in_at timestamptz,
    created_at timestamptz not null default now()
);
create index users_by_email on users (lower(email));
comment on table users is 'People. The id is the sub claim of the one identity provider of a deployment.';
comment on column users.user_id is 'The sub claim; for demo people a readable id.';
comment on column users.email is 'Address as the identity provider last gave it; not unique, because providers let addresses move.';
comment on column users.name is 'Display name.';
comment on column users.is_system_admin is 'Whether this person runs the platform; copied from the realm role at each sign-in.';
comment on column users.is_demo is 'Whether development sign-in may sign this person in.';
comment on column users.default_org_id is 'The organization shown first; a column here, so that there is at most one.';
comment on column users.disabled_at is 'Since when the person may not sign in or spend; null when enabled.';
comment on column users.last_sign_in_at is 'Last successful sign-in.';
comment on column users.created_at is 'When the person was first seen.';

create table organizations (
    org_id uuid primary key default gen_random_uuid(),
    name text not null check (length(btrim(name)) between 1 and 200),
    status text not null default 'active' check (status in ('active', 'suspended', 'closed')),
    time_zone text not null default 'UTC',
    usage_closed_through date not null default '-infinity',
    created_by text collate "C" references users,
    created_at timestamptz not null default now(),
    closed_at timestamptz,
    check ((status = 'closed') = (closed_at is not null))
);
create index organizations_by_name on organizations (lower(name), org_id);
create index organizations_by_creation on organizations (created_at, org_id);
comment on table organizations is 'The customers. Never deleted: closing is a status, so that invoices and usage stay.';
comment on column organizations.org_id is 'Organization id; first column of every key of what belongs to it.';
comment on column organizations.name is 'Display name.';
comment on column organizations.status is 'active, suspended (nobody spends) or closed.';
comment on column organizations.time_zone is 'IANA zone whose midnight resets, refreshes and days follow.';
comment on column organizations.usage_closed_through is 'Last local day whose usage is final and summed in the coarser roll-ups; later usage is never posted on or before it.';
comment on column organizations.created_by is 'Who created it.';
comment on column organizations.created_at is 'When it was created.';
comment on column organizations.closed_at is 'When it was closed.';

create table organization_members (
    org_id uuid not null references organizations,
    user_id text collate "C" not null references users,
    role text not null check (role in ('owner', 'admin', 'billing_admin', 'member')),
    status text not null default 'active' check (status in ('active', 'removed')),
    joined_at timestamptz not null default now(),
    removed_at timestamptz,
    removed_by text,
    primary key (org_id, user_id),
    check ((status = 'removed') = (removed_at is not null))
);
create index organization_members_by_user on organization_members (user_id) where status = 'active';
comment on table organization_members is 'Who belongs to which organization. A removed member keeps the row, so that usage stays attributed.';
comment on column organization_members.org_id is 'The organization.';
comment on column organization_members.user_id is 'The person.';
comment on column organization_members.role is 'owner, admin and billing_admin administer billing; member spends.';
comment on column organization_members.status is 'active or removed.';
comment on column organization_members.joined_at is 'Start of the present membership.';
comment on column organization_members.removed_at is 'When the membership ended.';
comment on column organization_members.removed_by is 'Who ended it.';

create table organization_invitations (
    org_id uuid not null references organizations,
    invitation_id uuid not null default gen_random_uuid(),
    email text not null check (length(email) between 3 and 320),
    role text not null check (role in ('admin', 'billing_admin', 'member')),
    token_hash bytea not null,
    invited_by text collate "C" not null references users,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by text collate "C" references users,
    revoked_at timestamptz,
    primary key (org_id, invitation_id),
    unique (org_id, token_hash)
);
comment on table organization_invitations is 'Links that let a person join an organization once, until they expire.';
comment on column organization_invitations.org_id is 'The organization.';
comment on column organization_invitations.invitation_id is 'Invitation id.';
comment on column organization_invitations.email is 'Whom the invitation was meant for.';
comment on column organization_invitations.role is 'Role the person gets.';
comment on column organization_invitations.token_hash is 'SHA-256 of the secret in the link; the secret itself is not stored.';
comment on column organization_invitations.invited_by is 'Who invited.';
comment on column organization_invitations.created_at is 'When it was made.';
comment on column organization_invitations.expires_at is 'From when it no longer works.';
comment on column organization_invitations.accepted_at is 'When it was used.';
comment on column organization_invitations.accepted_by is 'Who used it.';
comment on column organization_invitations.revoked_at is 'When an admin withdrew it.';

create table organization_settings (
    org_id uuid primary key references organizations,
    billing_email text check (length(billing_email) between 3 and 320),
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
    updated_at timestamptz not null default now(),
    updated_by text
);
comment on table organization_settings is 'Preferences of an organization that move no money.';
comment on column organization_settings.org_id is 'The organization.';
comment on column organization_settings.billing_email is 'Where billing notices go; null: to the admins.';
comment on column organization_settings.settings is 'Further preferences by name.';
comment on column organization_settings.updated_at is 'Last change.';
comment on column organization_settings.updated_by is 'Who changed it last.';

create table organization_quotas (
    org_id uuid primary key references organizations,
    max_members integer not null default 10000 check (max_members > 0),
    max_api_keys integer not null default 1000 check (max_api_keys > 0),
    max_open_invitations integer not null default 1000 check (max_open_invitations > 0)
);
comment on table organization_quotas is 'Limits that keep one organization from taking what is meant for all.';
comment on column organization_quotas.org_id is 'The organization.';
comment on column organization_quotas.max_members is 'Most active members.';
comment on column organization_quotas.max_api_keys is 'Most keys that are neither revoked nor expired.';
comment on column organization_quotas.max_open_invitations is 'Most invitations that can still be accepted.';

create table organization_audit_log (
    org_id uuid not null,
    audit_id uuid not null,
    occurred_at timestamptz not null default clock_timestamp(),
    event_type text not null,
    actor_id text not null,
    actor_kind text not null default 'user' check (actor_kind in ('user', 'member_key', 'service_key', 'system', 'sql')),
    subject text,
    details jsonb not null default '{}',
    address text,
    user_agent text,
    primary key (org_id, audit_id)
);
create index organization_audit_log_by_event on organization_audit_log (org_id, event_type, audit_id);
comment on table organization_audit_log is 'What happened to an organization, by whom; append-only. Ids are ordered by time.';
comment on column organization_audit_log.org_id is 'The organization; the zero id for events that concern none (sign-in).';
comment on column organization_audit_log.audit_id is 'Time-ordered id.';
comment on column organization_audit_log.occurred_at is 'When.';
comment on column organization_audit_log.event_type is 'Stable name, for example org.credits.allocated.';
comment on column organization_audit_log.actor_id is 'User id, key id, or the database login for direct SQL.';
comment on column organization_audit_log.actor_kind is 'What the actor is.';
comment on column organization_audit_log.subject is 'The user, key, subscription or purchase it is about.';
comment on column organization_audit_log.details is 'Figures and the state before and after.';
comment on column organization_audit_log.address is 'Network address of the request.';
comment on column organization_audit_log.user_agent is 'User agent of the request.';

create table sessions (
    token_hash bytea primary key,
    user_id text collate "C" not null references users,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    address text,
    user_agent text,
    revoked_at timestamptz
);
create index sessions_by_user on sessions (user_id);
comment on table sessions is 'Signed-in browsers.';
comment on column sessions.token_hash is 'SHA-256 of the cookie; the cookie itself is not stored.';
comment on column sessions.user_id is 'Who is signed in.';
comment on column sessions.created_at is 'Sign-in.';
comment on column sessions.last_seen_at is 'Last use, to the minute; the idle limit counts from here.';
comment on column sessions.expires_at is 'Absolute end.';
comment on column sessions.address is 'Network address at sign-in.';
comment on column sessions.user_agent is 'User agent at sign-in.';
comment on column sessions.revoked_at is 'Sign-out.';

create table api_keys (
    org_id uuid not null references organizations,
    key_id uuid not null default gen_random_uuid(),
    kind text not null check (kind in ('member', 'service')),
    user_id text collate "C",
    name text not null check (length(btrim(name)) between 1 and 100),
    key_hash bytea not null,
    key_prefix text not null,
    created_by text collate "C" not null references users,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    primary key (org_id, key_id),
    unique (org_id, key_hash),
    foreign key (org_id, user_id) references organization_members (org_id, user_id),
    check ((kind = 'member') = (user_id is not null))
);
create index api_keys_by_user on api_keys (org_id, user_id) where revoked_at is null;
comment on table api_keys is 'Secrets that programs present: a member key spends its owner''s allocation, a service key any member''s.';
comment on column api_keys.org_id is 'The organization; also written inside the key, so that a look-up knows where to look.';
comment on column api_keys.key_id is 'Key id, safe to show.';
comment on column api_keys.kind is 'member or service.';
comment on column api_keys.user_id is 'Owner of a member key.';
comment on column api_keys.name is 'What the creator calls it.';
comment on column api_keys.key_hash is 'SHA-256 of the key; the key itself is shown once and not stored.';
comment on column api_keys.key_prefix is 'First characters, to recognise it.';
comment on column api_keys.created_by is 'Who made it.';
comment on column api_keys.created_at is 'When.';
comment on column api_keys.expires_at is 'From when it no longer works; null: never.';
comment on column api_keys.last_used_at is 'Last use, to the minute.';
comment on column api_keys.revoked_at is 'When it was revoked.';
comment on column api_keys.revoked_by is 'Who revoked it.';
