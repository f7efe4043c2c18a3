create or replace function expire_purchases(p_before timestamptz, p_limit integer, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_org_id uuid;
    v_purchase record;
    v_count integer := 0;
begin
    perform require_read_committed();
    -- One organization a transaction: nobody waits for two at once.
    select p.org_id into v_org_id from credit_purchases as p
    where p.status = 'pending' and p.created_at < p_before
    order by p.org_id
    limit 1;
    if v_org_id is null then
        return 0;
    end if;
    -- Before its purchases: as whoever pays or settles.
    perform begin_verb(v_org_id, p_now);
    for v_purchase in
        select p.purchase_id, p.created_at from credit_purchases as p
        where p.org_id = v_org_id and p.status = 'pending' and p.created_at < p_before
        order by p.created_at
        limit p_limit
        for no key update
    loop
        perform end_purchase(
            v_org_id, v_purchase.purchase_id, 'expired', 'system',
            'not paid since ' || to_char(v_purchase.created_at at time zone 'UTC', 'YYYY-MM-DD'), p_now
        );
        v_count := v_count + 1;
    end loop;
    -- Somebody may have paid or ended them meanwhile; others may wait all the same.
    return greatest(v_count, 1);
end
$fn$;
comment on function expire_purchases(timestamptz, integer, timestamptz) is 'Expires purchases of one organization that were ordered before p_before and are not paid: up to p_limit, the oldest first. Returns how many, and 0 where no organization has any: call again until it returns 0. Raises OB012.';
