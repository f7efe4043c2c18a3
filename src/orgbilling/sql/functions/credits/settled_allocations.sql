create or replace function settled_allocations(
    p_org_id uuid,
    p_only_user text,
    p_search text,
    p_sort text,
    p_is_reversed boolean,
    p_after_number numeric,
    p_after_text text,
    p_after_id text,
    p_limit integer
) returns table (user_id text, sort_number numeric, sort_text text, document jsonb)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := settle_organization(p_org_id);
    v_time_zone text := (select o.time_zone from organizations as o where o.org_id = p_org_id);
begin
    if p_sort = 'user_id' and p_search is null then
        -- In the order of the primary key, and cut off before anything is shown: a page costs its own rows alone.
        return query
            select p.user_id, 0::numeric, ''::text, shown_allocation(p.allocation, u.email, u.name, v_time_zone, e.credits)
            from (
                select a.user_id, a as allocation
                from user_credit_allocations as a
                where a.org_id = p_org_id and a.user_id > coalesce(p_after_id, '')
                and (p_only_user is null or a.user_id = p_only_user)
                order by a.user_id
                limit p_limit
            ) as p
            inner join users as u on u.user_id = p.user_id
            cross join lateral expired_credits(p_org_id, p.user_id, (p.allocation).held_credits, v_now) as e
            order by p.user_id;
        return;
    end if;
    return query
        select f.user_id, f.sort_number, f.sort_text, f.document
        from allocations_by_figure(
            p_org_id, p_only_user, p_search, p_sort, p_is_reversed, p_after_number, p_after_text, p_after_id, p_limit, v_time_zone, v_now
        ) as f;
end
$fn$;
comment on function settled_allocations(uuid, text, text, text, boolean, numeric, text, text, integer) is 'A page of an organization''s allocations, or of one member''s, after whatever is due was settled; p_sort is user_id, user_name (from A) or a figure (largest first), p_search a part of a name or an address, p_after_* the sort key of the last row shown.';
