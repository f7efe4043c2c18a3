create or replace function require_read_committed() returns void
language plpgsql
stable
as $fn$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'credits are moved under READ COMMITTED only' using errcode = 'OB012',
            detail = jsonb_build_object('isolation', current_setting('transaction_isolation'))::text;
    end if;
end
$fn$;
comment on function require_read_committed() is 'Raises OB012 under any other isolation: what a verb reads after a lock must be what is committed then.';
