create or replace function fix_oidc_issuer(p_issuer text) returns text
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    if p_issuer is null or length(p_issuer) not between 1 and 2000 /* SIGN_IN_ADDRESS_CHARACTERS_MAX */ then
        raise exception 'an issuer is a text of 1 to % characters', 2000 /* SIGN_IN_ADDRESS_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'issuer')::text;
    end if;
    insert into identity_provider (issuer) values (p_issuer) on conflict (only_row) do nothing;
    return (select i.issuer from identity_provider as i);
end
$fn$;
comment on function fix_oidc_issuer(text) is 'Fixes whose people these are, once. Returns the issuer that is fixed: the caller refuses to start with another. Raises OB001.';
