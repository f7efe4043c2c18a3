-- name: begin_sign_in
insert into sign_in_attempts (state_hash, browser_hash, return_to, created_at, expires_at)
values (%(state_hash)s, %(browser_hash)s, %(return_to)s, %(now)s, %(expires_at)s);

-- name: take_sign_in
delete from sign_in_attempts where state_hash = %(state_hash)s and browser_hash = %(browser_hash)s
returning return_to, expires_at > %(now)s as is_in_time;

-- name: sign_in_person
-- never null: outcome
-- nullable: provider_session_id, address, user_agent
select p.outcome, p.user_id
from sign_in_person(
    %(issuer)s, %(subject)s, %(email)s, %(is_email_verified)s, %(name)s, %(is_system_admin)s, %(provider_session_id)s,
    %(address)s, %(user_agent)s, %(now)s
) as p;

-- name: end_provider_sessions
-- nullable: subject, provider_session_id, address, user_agent
select end_provider_sessions(
    %(subject)s, %(provider_session_id)s, %(token_hash)s, %(address)s, %(user_agent)s, %(now)s
);

-- name: fix_issuer
select fix_oidc_issuer(%(issuer)s);

-- name: note_refusal
-- nullable: user_agent
select record_audit(
    '00000000-0000-0000-0000-000000000000', 'user.sign_in_refused', 'identity-provider', 'system', null, %(details)s::jsonb,
    %(address)s, left(%(user_agent)s, 500)
);
