create or replace function checked_name(p_name text, p_field text) returns text
language plpgsql
immutable
as $fn$
begin
    if p_name is null or length(btrim(p_name)) not between 1 and 200 /* NAME_CHARACTERS_MAX */ or p_name ~ '[[:cntrl:]]' then
        raise exception '% must have 1 to % characters', p_field, 200 /* NAME_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', p_field)::text;
    end if;
    return btrim(p_name);
end
$fn$;
comment on function checked_name(text, text) is 'A display name without the space around it. Raises OB001 for null, blank, control characters, or more than 200 characters.';
