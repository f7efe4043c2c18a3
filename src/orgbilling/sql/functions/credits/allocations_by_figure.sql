create or replace function allocations_by_figure(
    p_org_id uuid, p_only_user text, p_search text, p_sort text, p_is_reversed boolean, p_after_number numeric, p_after_text text,
    p_after_id text, p_limit integer, p_time_zone text, p_now timestamptz
) returns table (user_id text, sort_number numeric, sort_text text, document jsonb)
language plpgsql
stable
as $fn$
begin
    -- Turned round, a number is compared by its negative; a text has none, so it is compared both ways.
    return query
        with keyed as (
            select
                a.user_id,
                case p_sort
                    when 'used_credits' then a.used_credits
                    when 'remaining_credits' then remaining_of(a) + (select e.credits from expired_credits(a.org_id, a.user_id, a.held_credits, p_now) as e)
                    when 'allocated_credits' then a.allocated_credits
                    when 'used_percent' then case when a.allocated_credits > 0 then a.used_credits / a.allocated_credits else 0 end
                    else 0
                end * case when p_is_reversed then -1 else 1 end as sort_number,
                -- Looked up where it is asked for: a join would read everybody's name for an order by figures.
                case p_sort when 'user_name' then (select lower(u.name) from users as u where u.user_id = a.user_id) else '' end
                as sort_text
            from user_credit_allocations as a
            where
                a.org_id = p_org_id and (p_only_user is null or a.user_id = p_only_user)
                and (
                    p_search is null
                    or exists (
                        select 1 from users as u
                        where u.user_id = a.user_id
                        and (position(lower(p_search) in lower(u.name)) > 0 or position(lower(p_search) in lower(u.email)) > 0)
                    )
                )
        ),
        page as (
            select k.user_id, k.sort_number, k.sort_text
            from keyed as k
            where
                p_after_id is null
                or k.sort_number < p_after_number
                or (
                    k.sort_number = p_after_number
                    and (
                        (k.sort_text = p_after_text and k.user_id > p_after_id)
                        or case when p_is_reversed then k.sort_text < p_after_text else k.sort_text > p_after_text end
                    )
                )
            order by
                k.sort_number desc,
                case when not p_is_reversed then k.sort_text end,
                case when p_is_reversed then k.sort_text end desc,
                k.user_id
            limit p_limit
        )
        select page.user_id, page.sort_number, page.sort_text, shown_allocation(a, u.email, u.name, p_time_zone, e.credits)
        from page
        inner join user_credit_allocations as a on a.org_id = p_org_id and a.user_id = page.user_id
        inner join users as u on u.user_id = page.user_id
        cross join lateral expired_credits(a.org_id, a.user_id, a.held_credits, p_now) as e
        order by
            page.sort_number desc,
            case when not p_is_reversed then page.sort_text end,
            case when p_is_reversed then page.sort_text end desc,
            page.user_id;
end
$fn$;
comment on function allocations_by_figure(uuid, text, text, text, boolean, numeric, text, text, integer, text, timestamptz) is 'A page of an organization''s allocations in the order of a figure, a name, or with a search, as settled_allocations is asked for it; it settles nothing.';
