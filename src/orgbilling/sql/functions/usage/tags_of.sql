create or replace function tags_of(p_metadata jsonb) returns text[]
language sql
immutable parallel safe
as $fn$
    select array(
        select t.tag
        from jsonb_array_elements_text(
            case when jsonb_typeof(p_metadata -> 'tags') = 'array' then p_metadata -> 'tags' else '[]' end
        ) as t (tag)
    )
$fn$;
comment on function tags_of(jsonb) is 'The tags that a usage row keeps.';
