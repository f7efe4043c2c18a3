create or replace function verify_audit()
returns table (problem text, org_id uuid, seal_number bigint, audit_id uuid)
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with chained as (
        select
            s.org_id, s.seal_number, s.audit_id, s.hash, a.audit_id is not null as is_there,
            coalesce(lag(s.seal_number) over chain, 0) as number_before,
            sha256(coalesce(lag(s.hash) over chain, ''::bytea) || audit_digest(a)) as hash_again
        from organization_audit_seals as s
        left join organization_audit_log as a on a.org_id = s.org_id and a.audit_id = s.audit_id
        window chain as (partition by s.org_id order by s.seal_number)
    )
    select
        case
            when not c.is_there then 'event missing'
            when c.seal_number <> c.number_before + 1 then 'seal missing before'
            else 'event or seal changed'
        end,
        c.org_id, c.seal_number, c.audit_id
    from chained as c
    where not c.is_there or c.seal_number <> c.number_before + 1 or c.hash is distinct from c.hash_again
    union all
    select 'event neither sealed nor waiting', a.org_id, null, a.audit_id
    from organization_audit_log as a
    where
        not exists (select 1 from organization_audit_seals as s where s.org_id = a.org_id and s.audit_id = a.audit_id)
        and not exists (select 1 from organization_audit_unsealed as w where w.org_id = a.org_id and w.audit_id = a.audit_id)
    union all
    select 'waiting event missing', w.org_id, null, w.audit_id
    from organization_audit_unsealed as w
    where not exists (select 1 from organization_audit_log as a where a.org_id = w.org_id and a.audit_id = w.audit_id);
$fn$;
comment on function verify_audit() is 'Recomputes every chain of the audit log and names each place where it does not hold; no row is good. Who can erase the end of a log with its seals leaves no trace here: keep a chain''s head elsewhere.';
