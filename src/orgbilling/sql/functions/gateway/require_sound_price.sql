create or replace function require_sound_price(p_valid_from timestamptz, p_parts jsonb, p_now timestamptz) returns void
language plpgsql
immutable
as $fn$
begin
    if p_valid_from < p_now then
        raise exception 'a price begins now or later: what was charged stays charged' using errcode = 'OB001',
            detail = '{"field": "valid_from"}';
    end if;
    if not are_price_parts_sound(p_parts) then
        raise exception 'these parts of a price cannot be charged by' using errcode = 'OB001', detail = '{"field": "parts"}';
    end if;
end
$fn$;
comment on function require_sound_price(timestamptz, jsonb, timestamptz) is 'Refuses a version of a price that begins in the past, or whose parts cannot be charged by. Raises OB001.';
