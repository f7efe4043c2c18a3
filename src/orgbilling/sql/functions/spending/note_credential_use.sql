create or replace function note_credential_use(p_items spend_item_v1[], p_numbers integer[], p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    n integer;
begin
    foreach n in array p_numbers loop
        -- Kept to the minute; a row that another batch is writing is left to it. Named twice, so that it is one row by
        -- whichever index.
        update api_keys set last_used_at = p_now
        where org_id = p_items[n].org_id and key_hash = p_items[n].credential_hash and key_id = (
            select k.key_id from api_keys as k
            where k.org_id = p_items[n].org_id and k.key_hash = p_items[n].credential_hash
            for no key update skip locked
        );
    end loop;
end
$fn$;
comment on function note_credential_use(spend_item_v1[], integer[], timestamptz) is 'Marks the keys of the items of these numbers as used now. A batch calls it last: a removal of a member takes the allocation first and the keys after it.';
