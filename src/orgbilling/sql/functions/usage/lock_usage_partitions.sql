create or replace function lock_usage_partitions() returns void
language plpgsql
set search_path = public, pg_temp
set lock_timeout = '400ms'
as $fn$
begin
    -- Whoever comes after this request waits behind it, so it is given up soon and made again after a pause in
    -- which they go on. It grows: a vacuum of the system's own gives way only to who waits for over a second.
    for v_try in 1..30 loop
        begin
            perform set_config('lock_timeout', least(300 + 100 * v_try, 2000) || 'ms', true);
            -- The parent first: who waits there finds out the row's partition afterwards. Who waited at the default
            -- partition would have chosen it already, and be told that the row does not belong there.
            lock table only credit_usage_attribution, only credit_usage_attribution_default in access exclusive mode;
            return;
        exception when lock_not_available then
            perform pg_sleep(least(0.1 * v_try, 1));
        end;
    end loop;
    raise exception 'usage is read or written for too long at a time' using errcode = 'lock_not_available';
end
$fn$;
comment on function lock_usage_partitions() is 'Keeps everybody out of usage until the transaction ends, so that a partition can be attached. It waits behind who reads or writes usage for at most 2 seconds at a time. Raises 55P03 where they leave no gap in about a minute.';
