create or replace function uuids_v7(p_at timestamptz, p_count integer) returns uuid[]
language plpgsql
volatile parallel safe
set search_path = public, pg_temp
as $fn$
declare
    v_first constant text := uuid_v7(p_at)::text;
    v_head constant text := left(v_first, 15);
    v_tail constant text := substr(v_first, 19);
begin
    if p_count > 4096 then
        raise exception 'at most 4,096 items at once' using errcode = 'OB001', detail = '{"field": "items"}';
    end if;
    return array(
        select (v_head || lpad(to_hex(n), 3, '0') || v_tail)::uuid
        from generate_series(0, p_count - 1) as n
        order by n
    );
end
$fn$;
comment on function uuids_v7(timestamptz, integer) is 'Time-ordered ids of one instant, as uuid_v7 makes them, that rise with their place: the 12 bits after the time count them (RFC 9562, section 6.2), the 62 random ones are drawn once. Raises OB001 for more than 4,096.';
