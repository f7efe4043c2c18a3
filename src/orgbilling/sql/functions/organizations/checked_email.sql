create or replace function checked_email(p_email text, p_field text) returns text
language plpgsql
immutable
as $fn$
begin
    if p_email is null or length(p_email) not between 3 /* EMAIL_CHARACTERS_MIN */ and 320 /* EMAIL_CHARACTERS_MAX */
        or p_email !~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' then
        raise exception '% must be an e-mail address', p_field using errcode = 'OB001',
            detail = jsonb_build_object('field', p_field)::text;
    end if;
    return p_email;
end
$fn$;
comment on function checked_email(text, text) is 'The address as given. Raises OB001 for what cannot be one: only a delivered message proves that it is.';
