create or replace function place_limits(b spending_batch, p_user_ids text[]) returns spending_batch
language plpgsql
as $fn$
begin
    b.limits := '{}';
    if not exists (select from unnest(b.members) as m where m.is_limited) then
        return b;
    end if;
    b.limits := locked_limits(b.org_id, p_user_ids, b.credential_ids, b.day, b.at);
    b.items := array(
        select tagged_item(b.items[n], p_user_ids[n], b.credential_ids[n]) from generate_subscripts(b.items, 1) as n order by n
    );
    return b;
end
$fn$;
comment on function place_limits(spending_batch, text[]) is 'Locks the limits of the members (p_user_ids, item by item) and credentials of a batch, as they are in the present periods, and gives the items the tags of both; looks nothing up where none of the members is limited.';
