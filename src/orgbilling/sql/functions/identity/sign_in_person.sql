create or replace function sign_in_person(
    p_issuer text,
    p_subject text,
    p_email text,
    p_is_email_verified boolean,
    p_name text,
    p_is_system_admin boolean,
    p_provider_session_id text,
    p_address text,
    p_user_agent text,
    p_now timestamptz default null,
    out outcome text,
    out user_id text
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_nobody constant uuid := '00000000-0000-0000-0000-000000000000';
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_user users;
    v_event text;
begin
    if num_nulls(p_subject, p_is_system_admin, p_is_email_verified) > 0 or length(p_subject) not between 1 and 255 /* ID_CHARACTERS_MAX */ then
        raise exception 'a person has a subject of 1 to % characters', 255 /* ID_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'subject')::text;
    end if;
    perform checked_email(p_email, 'email');
    -- One at a time: two first sign-ins of a person make one row.
    perform pg_advisory_xact_lock(hashtext('sign_in_person'), hashtext(p_subject));
    select * into v_user from users as u where u.provider_subject = p_subject for no key update;
    if not found then
        select * into v_user from users as u where u.user_id = p_subject for no key update;
    end if;
    if v_user.user_id is null and p_is_email_verified and (
        select count(*) from users as u
        where lower(u.email) = lower(p_email) and u.provider_subject is null and not u.is_demo and u.is_email_verified
    ) = 1 then
        -- Somebody of an earlier system. Who waited here for another's binding finds it bound.
        select * into v_user from users as u
        where lower(u.email) = lower(p_email) and u.provider_subject is null and not u.is_demo and u.is_email_verified
        for no key update;
        v_event := case when found then 'user.bound' end;
    end if;
    outcome := case
        when fix_oidc_issuer(p_issuer) <> p_issuer then 'second_issuer'
        when v_user.is_demo or v_user.provider_subject <> p_subject then 'sign_in_refused'
        when v_user.disabled_at is not null then 'person_disabled'
        when exists (select 1 from provider_logouts as l where l.provider_session_id = p_provider_session_id) then 'sign_in_expired'
        else 'signed_in'
    end;
    user_id := coalesce(v_user.user_id, p_subject);
    if outcome <> 'signed_in' then
        perform record_audit(
            v_nobody, 'user.sign_in_refused', user_id, 'user', user_id, jsonb_build_object('reason', outcome), p_address, p_user_agent
        );
        return;
    end if;
    if v_user.user_id is null then
        insert into users (user_id, provider_subject, email, is_email_verified, name, is_system_admin, last_sign_in_at, created_at)
        values (p_subject, p_subject, p_email, p_is_email_verified, left(checked_name(p_name, 'name'), 200 /* NAME_CHARACTERS_MAX */), p_is_system_admin, v_now, v_now);
        v_event := 'user.created';
    else
        update users as u
        set
            provider_subject = p_subject, email = p_email, is_email_verified = p_is_email_verified,
            name = left(checked_name(p_name, 'name'), 200 /* NAME_CHARACTERS_MAX */), is_system_admin = p_is_system_admin, last_sign_in_at = v_now
        where u.user_id = v_user.user_id;
    end if;
    if v_event is not null then
        perform record_audit(
            v_nobody, v_event, user_id, 'user', user_id, jsonb_build_object('subject', p_subject, 'email', p_email), p_address, p_user_agent
        );
    end if;
    if coalesce(v_user.is_system_admin, false) <> p_is_system_admin then
        perform record_audit(
            v_nobody, case when p_is_system_admin then 'user.system_admin_granted' else 'user.system_admin_removed' end,
            user_id, 'user', user_id, jsonb_build_object('before', not p_is_system_admin, 'after', p_is_system_admin), p_address, p_user_agent
        );
    end if;
end
$fn$;
comment on function sign_in_person(text, text, text, boolean, text, boolean, text, text, text, timestamptz) is 'Finds or makes the person that the provider has vouched for, and brings their profile and their right to run the platform up to date. Who is new there is, in this order: whoever has this sub as id, the one person of an earlier system with this verified address, a new person. Answers signed_in, or why not: second_issuer, sign_in_refused (the id is a demonstration person''s, or bound to another sub), person_disabled, sign_in_expired (signed out at the provider meanwhile). Raises OB001.';
