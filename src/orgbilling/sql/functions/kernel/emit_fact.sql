create or replace function emit_fact(p_org_id uuid, p_topic text, p_payload jsonb) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    insert into outbox (org_id, outbox_id, topic, payload)
    values (p_org_id, uuid_v7(clock_timestamp()), p_topic, coalesce(p_payload, '{}'));
$fn$;
comment on function emit_fact(uuid, text, jsonb) is 'Writes a fact to the outbox, in the caller''s transaction; the relay hands it to jobs.';
