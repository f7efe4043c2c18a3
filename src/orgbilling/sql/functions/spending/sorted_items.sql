create or replace function quick_numbers(p_items spend_item_v1[], p_numbers integer[]) returns integer[]
language plpgsql
immutable
as $fn$
declare
    v_numbers integer[];
    v_organizations bigint;
begin
    select array_agg(n.n order by n.n), count(distinct o.org_id) into v_numbers, v_organizations
    from (
        select i.org_id, array_agg(i.ordinality::integer) as numbers
        from unnest(p_items) with ordinality as i
        where i.ordinality = any(p_numbers)
        group by i.org_id
        -- What comes in order of arrival stays in it: an organization goes together or not at all.
        having bool_and(i.verb = 'deduct' and i.closely is not true)
    ) as o
    cross join lateral unnest(o.numbers) as n (n);
    -- Fewer organizations of one deduct each are done one by one in less time than the statements for many take to start.
    return case when v_organizations >= 5 or cardinality(v_numbers) > v_organizations then v_numbers end;
end
$fn$;
comment on function quick_numbers(spend_item_v1[], integer[]) is 'Of the items of p_numbers those that are deducted together at first: of organizations that only deduct here, and have not been tried. Null where it would not pay.';
