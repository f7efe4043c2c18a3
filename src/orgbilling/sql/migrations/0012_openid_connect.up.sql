-- People sign in through an identity provider: which one, who is who there, and what is under way.
set local lock_timeout = '10s';

create table identity_provider (
    only_row boolean primary key default true check (only_row),
    issuer text not null check (length(issuer) between 1 and 2000),
    created_at timestamptz not null default now()
);
comment on table identity_provider is 'The one identity provider whose people these are, fixed by the first start that names one.';
comment on column identity_provider.only_row is 'Always true: there is one row.';
comment on column identity_provider.issuer is 'Its issuer identifier, exactly as it names itself; people of another issuer are refused.';
comment on column identity_provider.created_at is 'When it was fixed.';

alter table users
add column provider_subject text collate "C" check (length(provider_subject) between 1 and 255),
add column is_email_verified boolean not null default true;
create unique index users_by_provider_subject on users (provider_subject);
comment on column users.provider_subject is 'The sub claim that this person signs in with; null before the first sign-in through the provider. It differs from user_id only for people of an earlier system.';
comment on column users.is_email_verified is 'Whether the address is known to be theirs; nobody is found by an address that is not.';

alter table sessions
add column session_id uuid not null default gen_random_uuid(),
add column provider_session_id text check (length(provider_session_id) <= 255),
add column id_token text;
create unique index sessions_by_id on sessions (session_id);
create index sessions_by_provider_session on sessions (provider_session_id) where provider_session_id is not null;
create index sessions_by_end on sessions (expires_at);
comment on column sessions.session_id is 'What the list of sessions calls it; opens nothing.';
comment on column sessions.provider_session_id is 'The sid claim: the session at the identity provider that this one hangs on.';
comment on column sessions.id_token is 'What the provider said at sign-in, given back to it at sign-out (id_token_hint); erased then. No door of ours takes it.';

create table sign_in_attempts (
    state_hash bytea primary key,
    browser_hash bytea not null,
    return_to text not null check (length(return_to) between 1 and 2000),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sign_in_attempts_by_end on sign_in_attempts (expires_at);
comment on table sign_in_attempts is 'Sign-ins that are under way at the identity provider. Taken once, by the browser that began.';
comment on column sign_in_attempts.state_hash is 'SHA-256 of the state parameter.';
comment on column sign_in_attempts.browser_hash is 'SHA-256 of the secret in that browser''s cookie; nonce and PKCE verifier are made of the secret, and stored nowhere.';
comment on column sign_in_attempts.return_to is 'Page to go to afterwards: a path of this site.';
comment on column sign_in_attempts.created_at is 'When it began.';
comment on column sign_in_attempts.expires_at is 'From when it is too late.';

create table provider_logouts (
    token_hash bytea primary key,
    provider_session_id text,
    received_at timestamptz not null
);
create index provider_logouts_by_session on provider_logouts (provider_session_id) where provider_session_id is not null;
create index provider_logouts_by_time on provider_logouts (received_at);
comment on table provider_logouts is 'Logout tokens that were accepted: each works once, and a sign-in that it overtook does not become a session.';
comment on column provider_logouts.token_hash is 'SHA-256 of the token''s jti claim.';
comment on column provider_logouts.provider_session_id is 'The session at the provider that has ended; null where all of a person''s have.';
comment on column provider_logouts.received_at is 'When it came.';

create function end_sessions_of_disabled() returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    update sessions set revoked_at = clock_timestamp(), id_token = null
    where user_id = new.user_id and revoked_at is null;
    return null;
end
$fn$;
comment on function end_sessions_of_disabled() is 'Trigger: who is disabled is signed out for good; enabling them again brings no session back.';
create trigger disabled_are_signed_out after update of disabled_at on users
for each row when (old.disabled_at is null and new.disabled_at is not null)
execute function end_sessions_of_disabled();
