create or replace function checked_amount(p_amount numeric, p_name text) returns numeric
language plpgsql
immutable
as $fn$
begin
    if p_amount is null or p_amount = 'NaN' or p_amount <= 0 or p_amount >= 1e10 or scale(trim_scale(p_amount)) > 6 then
        raise exception '% must be above 0, below 10,000,000,000 and have at most six decimals', p_name
            using errcode = 'OB002', detail = jsonb_build_object('field', p_name)::text;
    end if;
    return trim_scale(p_amount);
end
$fn$;
comment on function checked_amount(numeric, text) is 'The amount without trailing zeros. Raises OB002 for null, NaN, infinite, zero, negative, 1e10 and more, or a seventh decimal.';
