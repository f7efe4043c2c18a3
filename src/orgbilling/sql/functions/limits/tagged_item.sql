create or replace function tagged_item(i spend_item, p_user_id text, p_credential_id text) returns spend_item
language plpgsql
stable
as $fn$
declare
    v_tags text[];
begin
    if i.verb not in ('deduct', 'capture') then
        return i;
    end if;
    v_tags := array(
        select t.tag
        from spending_rules as r
        cross join lateral unnest(r.tags) as t (tag)
        where r.org_id = i.org_id and r.kind = any(array['key', 'member', 'organization'])
            and r.subject_id = case r.kind when 'key' then p_credential_id when 'member' then p_user_id else i.org_id::text end
    );
    if v_tags <> '{}' then
        i.metadata := coalesce(i.metadata, '{}') || jsonb_build_object('tags', (
            select jsonb_agg(distinct t.tag)
            from (
                select to_jsonb(g.tag) as tag from unnest(v_tags) as g (tag)
                union all
                select e.tag from jsonb_array_elements(
                    case when jsonb_typeof(i.metadata -> 'tags') = 'array' then i.metadata -> 'tags' else '[]' end
                ) as e (tag)
            ) as t
        ));
    end if;
    return i;
end
$fn$;
comment on function tagged_item(spend_item, text, text) is 'A deduct or capture with the tags of its key, its member and its organization among those that it names itself.';
