create or replace function sorted_items(
    p_items spend_item[], out malformed integer[], out sound integer[], out together integer[], out has_calls boolean
)
language plpgsql
immutable
as $fn$
declare
    v_is_any_malformed boolean;
    v_is_any_close boolean;
    v_closely uuid[];
begin
    -- Nearly always none is either: one look at all, and no lists.
    select bool_or(malformed_field(i) is not null), bool_or(i.verb is distinct from 'deduct' or i.closely is true), bool_or(i.call is not null)
    into v_is_any_malformed, v_is_any_close, has_calls
    from unnest(p_items) as i;
    malformed := '{}';
    sound := array(select generate_subscripts(p_items, 1));
    if v_is_any_malformed then
        malformed := array(select n from unnest(sound) as n where malformed_field(p_items[n]) is not null);
        sound := array(select n from unnest(sound) as n where n <> all(malformed));
    end if;
    together := sound;
    if v_is_any_close then
        -- What comes in order of arrival stays in it: an organization goes together or not at all.
        v_closely := array(
            select (p_items[n]).org_id from unnest(sound) as n where (p_items[n]).verb <> 'deduct' or (p_items[n]).closely
        );
        together := array(select n from unnest(sound) as n where (p_items[n]).org_id <> all(v_closely));
    end if;
    -- Fewer organizations of one deduct each are done one by one in less time than the statements for many take to start.
    if cardinality(together) < 5
        and cardinality(together) = (select count(distinct (p_items[n]).org_id) from unnest(together) as n) then
        together := '{}';
    end if;
end
$fn$;
comment on function sorted_items(spend_item[]) is 'The numbers of the items that are not what they must be, of those that are, and of these those that are deducted together at first: of organizations that only deduct here, and have not been tried; none where it would not pay. has_calls: whether any is of a call to a model.';
