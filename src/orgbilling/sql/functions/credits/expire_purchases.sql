create or replace function expire_purchases(p_before timestamptz, p_limit integer, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_purchase record;
    v_count integer := 0;
begin
    perform require_read_committed();
    -- One organization after the other, by id, and each before its purchases: as whoever pays or settles.
    for v_purchase in
        select o.* from (
            select p.org_id, p.purchase_id, p.created_at from credit_purchases as p
            where p.status = 'pending' and p.created_at < p_before
            order by p.created_at
            limit p_limit
        ) as o
        order by o.org_id, o.created_at
    loop
        perform begin_verb(v_purchase.org_id, p_now);
        perform 1 from credit_purchases as p
        where p.org_id = v_purchase.org_id and p.purchase_id = v_purchase.purchase_id and p.status = 'pending'
        for no key update;
        -- Somebody has paid or ended it meanwhile.
        continue when not found;
        perform end_purchase(
            v_purchase.org_id, v_purchase.purchase_id, 'expired', 'system',
            'not paid since ' || to_char(v_purchase.created_at at time zone 'UTC', 'YYYY-MM-DD'), p_now
        );
        v_count := v_count + 1;
    end loop;
    return v_count;
end
$fn$;
comment on function expire_purchases(timestamptz, integer, timestamptz) is 'Expires purchases that were ordered before p_before and are not paid: up to p_limit, the oldest first. Returns how many: call again until it returns 0. Raises OB012.';
