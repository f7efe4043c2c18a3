create or replace function require_spent(r spending_result) returns spending_result
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
begin
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
        else
            return r;
    end case;
end
$fn$;
comment on function require_spent(spending_result) is 'Passes an answer or a refusal on; raises what is misuse: OB003, OB004, OB005, OB008, OB009.';
