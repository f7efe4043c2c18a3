-- What the application's role may do: read everything, call the verbs, write almost nothing itself.
revoke all on schema public from public;
grant usage on schema public to orgbilling_app;

revoke all on all tables in schema public from public, orgbilling_app;
grant select on all tables in schema public to orgbilling_app;
-- Partitions that are made later are read through their parent; this is for whoever names one.
alter default privileges in schema public grant select on tables to orgbilling_app;

-- People and sessions are the application's own business; nothing here moves a balance.
grant insert (user_id, email, name, is_system_admin, last_sign_in_at) on users to orgbilling_app;
grant update (email, name, is_system_admin, default_org_id, disabled_at, last_sign_in_at) on users to orgbilling_app;
grant insert on sessions to orgbilling_app;
grant update (last_seen_at, revoked_at) on sessions to orgbilling_app;
grant update (last_used_at) on api_keys to orgbilling_app;
grant insert, update on organization_settings to orgbilling_app;
grant update (processed_at) on outbox to orgbilling_app;

-- Files run in the order their needs allow, so that functions may follow this one: both ways.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant execute on functions to orgbilling_app;
revoke all on all functions in schema public from public, orgbilling_app;
grant execute on all functions in schema public to orgbilling_app;

-- Steps of verbs write what their verb has checked, and nobody calls one by itself.
-- One that is not there yet puts this file off until it is.
revoke execute on function
refuse_change(),
admit_member(uuid, text, text, timestamptz)
from orgbilling_app;
