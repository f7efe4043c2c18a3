create or replace function spent_alone(i spend_item, p_now timestamptz) returns spending_result
language plpgsql
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    v_now timestamptz;
    r spending_result;
begin
    if i.org_id is null then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    perform require_read_committed();
    v_now := settle_organization(i.org_id, p_now, case when i.request_key is null then '{}' else array[i.request_key] end);
    -- Nothing counts as due: what others plan meanwhile comes after it.
    r := quick_one(i, 0, v_now, true);
    if r.outcome is null and malformed_field(i) is not null then
        select u.* into r from unanswered(array[i], array[1], 'malformed') as u;
    elsif r.outcome is null then
        select s.* into r from spend_closely(array[i], array[1], 0, v_now, true) as s;
    end if;
    case r.outcome
        when 'organization_not_found' then
            raise exception 'no such organization' using errcode = 'OB004';
        when 'key_conflict' then
            raise exception 'this request id was used for another request' using errcode = 'OB003';
        when 'member_not_found' then
            raise exception 'this person is not a member of the organization' using errcode = 'OB005';
        when 'hold_not_found' then
            raise exception 'no such hold' using errcode = 'OB008';
        when 'hold_already_resolved' then
            raise exception 'this hold was resolved differently' using errcode = 'OB009';
        when 'access_expired' then
            raise exception 'what may be spent of this member has come to its end' using errcode = 'OB029',
                hint = 'An admin of the organization can extend it.';
        when 'model_not_allowed' then
            raise exception 'this member may not use this model' using errcode = 'OB030', hint = 'An admin of the organization can allow it.';
        when 'rate_limited' then
            raise exception 'the rate of this member is used up' using errcode = 'OB031', detail = r.blocked_limit::text,
                hint = 'Try again when it begins anew, or ask an admin of the organization for more.';
        when 'malformed' then
            raise exception '% is not what it must be', r.malformed_field
                using errcode = case r.malformed_field when 'credits' then 'OB002' else 'OB001' end,
                detail = jsonb_build_object('field', r.malformed_field)::text,
                hint = format(
                    'Credits are above 0, below %s, with at most %s decimals; a deduct and a reserve need a request id and a user, '
                    || 'a deduct a service type of at most %s characters, a capture and a release a hold; '
                    || 'costs are below %s dollars, with at most %s decimals.',
                    to_char(1e10 /* CREDITS_BELOW */, 'FM999,999,999,999,999'), 6 /* CREDIT_DECIMALS_MAX */,
                    100 /* SERVICE_TYPE_CHARACTERS_MAX */,
                    to_char(1e12 /* COST_USD_BELOW */, 'FM999,999,999,999,999'), 12 /* USD_DECIMALS_MAX */
                );
        else
            return r;
    end case;
end
$fn$;
comment on function spent_alone(spend_item, timestamptz) is 'Settles the organization and spends one item, for who speaks SQL: an answer or a refusal is returned; misuse is raised: OB001 to OB005, OB008, OB009, OB012, OB029 to OB031.';
