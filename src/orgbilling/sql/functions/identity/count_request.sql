create or replace function count_request(
    p_bucket text,
    p_requests integer,
    p_period_s integer,
    p_now timestamptz default null,
    out allowed boolean,
    out remaining integer,
    out reset_s integer
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_slot_s double precision := p_period_s / 60.0;
    v_now_s double precision;
    v_slot bigint;
    v_moved integer;
    v_rate request_rates;
    v_used integer;
    v_freed integer := 0;
begin
    if p_bucket is null or p_requests is null or p_requests < 1 or p_period_s is null or p_period_s < 1 then
        raise exception 'a limit is a number of requests in a number of seconds' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'requests')::text;
    end if;
    loop
        select * into v_rate from request_rates as r where r.bucket = p_bucket for no key update;
        exit when found;
        insert into request_rates (bucket, period_s, slot, counts, counted_at)
        values (p_bucket, p_period_s, 0, array_fill(0, array[61]), clock_timestamp())
        on conflict do nothing;
    end loop;
    -- The clock is read under the lock, so that counts follow one another in time.
    v_now_s := extract(epoch from coalesce(p_now, clock_timestamp()));
    v_slot := floor(v_now_s / v_slot_s);
    if v_rate.period_s <> p_period_s then
        v_rate.counts := array_fill(0, array[61]);
        v_rate.slot := v_slot;
    end if;
    -- A clock that was set back does not make anybody wait for it.
    v_moved := least(abs(v_slot - v_rate.slot), 61);
    v_rate.counts := v_rate.counts[v_moved + 1:61] || array_fill(0, array[v_moved]);
    v_used := (select sum(c.requests) from unnest(v_rate.counts) as c (requests));
    allowed := v_used < p_requests;
    if allowed then
        v_rate.counts[61] := v_rate.counts[61] + 1;
        v_used := v_used + 1;
        update request_rates as r
        set period_s = p_period_s, slot = v_slot, counts = v_rate.counts, counted_at = to_timestamp(v_now_s)
        where r.bucket = p_bucket;
    end if;
    remaining := greatest(p_requests - v_used, 0);
    -- A sixtieth stops to count when sixty others have followed it.
    for v_index in 1..61 loop
        v_freed := v_freed + v_rate.counts[v_index];
        if v_freed > 0 and v_used - v_freed < p_requests then
            reset_s := ceil((v_slot + v_index) * v_slot_s - v_now_s);
            return;
        end if;
    end loop;
end
$fn$;
comment on function count_request(text, integer, integer, timestamptz) is 'Admits a request if fewer than p_requests were admitted in the last p_period_s seconds (a request counts for a sixtieth longer at most), and counts it. Answers whether it is admitted, how many more would be, and the seconds until there is room again, or more of it. Exact over any number of connections. Raises OB001.';
