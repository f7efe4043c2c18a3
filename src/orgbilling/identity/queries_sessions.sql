-- name: list_sessions
select
    s.session_id, s.created_at, s.last_seen_at, s.expires_at, s.address, s.user_agent,
    s.token_hash = %(token_hash)s as is_current
from sessions as s
where
    s.user_id = %(user_id)s and s.revoked_at is null and s.expires_at > %(now)s and s.last_seen_at > %(idle_since)s
order by s.last_seen_at desc, s.session_id
limit 500;

-- name: end_session_by_id
update sessions set revoked_at = %(now)s, id_token = null
where session_id = %(session_id)s and user_id = %(user_id)s and revoked_at is null
returning token_hash = %(token_hash)s as is_current;

-- name: end_other_sessions
update sessions set revoked_at = %(now)s, id_token = null
where user_id = %(user_id)s and token_hash <> %(token_hash)s and revoked_at is null and expires_at > %(now)s;
