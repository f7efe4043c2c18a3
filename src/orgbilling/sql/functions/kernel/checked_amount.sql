create or replace function checked_amount(p_amount numeric, p_name text) returns numeric
language plpgsql
immutable
as $fn$
begin
    if p_amount is null or p_amount = 'NaN' or p_amount <= 0 or p_amount >= 1e10 /* CREDITS_BELOW */
        or scale(trim_scale(p_amount)) > 6 /* CREDIT_DECIMALS_MAX */ then
        raise exception '% must be above 0, below % and have at most % decimals',
            p_name, to_char(1e10 /* CREDITS_BELOW */, 'FM999,999,999,999,999'), 6 /* CREDIT_DECIMALS_MAX */
            using errcode = 'OB002', detail = jsonb_build_object('field', p_name)::text;
    end if;
    return trim_scale(p_amount);
end
$fn$;
comment on function checked_amount(numeric, text) is 'The amount without trailing zeros. Raises OB002 for null, NaN, infinite, zero, negative, 10,000,000,000 and more, or more than 6 decimals.';
