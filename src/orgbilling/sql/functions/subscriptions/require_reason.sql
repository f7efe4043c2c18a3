create or replace function require_reason(p_reason text) returns void
language plpgsql
immutable
as $fn$
begin
    if coalesce(length(btrim(p_reason)), 0) not between 1 and 500 /* CORRECTION_CHARACTERS_MAX */ then
        raise exception 'a reason of 1 to % characters is needed', 500 /* CORRECTION_CHARACTERS_MAX */ using errcode = 'OB001', detail = '{"field": "reason"}';
    end if;
end
$fn$;
comment on function require_reason(text) is 'Raises OB001 unless somebody says why.';
