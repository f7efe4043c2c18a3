create or replace function seal_audit(p_org_id uuid, p_limit integer, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_number bigint;
    v_hash bytea;
    v_event organization_audit_log;
    v_sealed integer := 0;
begin
    perform require_read_committed();
    -- One at a time an organization; requests never ask for this lock.
    perform pg_advisory_xact_lock(hashtextextended('audit seal ' || p_org_id, 0));
    select s.seal_number, s.hash into v_number, v_hash from organization_audit_seals as s
    where s.org_id = p_org_id
    order by s.seal_number desc
    limit 1;
    for v_event in
        select a.* from organization_audit_unsealed as w
        inner join organization_audit_log as a on a.org_id = w.org_id and a.audit_id = w.audit_id
        where w.org_id = p_org_id
        order by w.audit_id
        limit p_limit
    loop
        v_number := coalesce(v_number, 0) + 1;
        v_hash := sha256(coalesce(v_hash, ''::bytea) || audit_digest(v_event));
        insert into organization_audit_seals (org_id, seal_number, audit_id, hash, sealed_at)
        values (p_org_id, v_number, v_event.audit_id, v_hash, v_now);
        delete from organization_audit_unsealed as w where w.org_id = p_org_id and w.audit_id = v_event.audit_id;
        v_sealed := v_sealed + 1;
    end loop;
    return v_sealed;
end
$fn$;
comment on function seal_audit(uuid, integer, timestamptz) is 'Seals up to p_limit events of one organization that wait, the oldest first, each onto the hash of the one before. Returns how many: call again until it returns 0.';
