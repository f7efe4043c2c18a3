create or replace function settled_invoices(p_org_id uuid, p_after_id uuid, p_limit integer, p_now timestamptz default null) returns setof jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform settle_organization(p_org_id, p_now);
    return query
        select invoice_document(i.org_id, i.invoice_id)
        from (
            select x.org_id, x.invoice_id from subscription_invoices as x
            where x.org_id = p_org_id and (p_after_id is null or x.invoice_id < p_after_id)
            order by x.invoice_id desc
            limit p_limit
        ) as i
        order by i.invoice_id desc;
end
$fn$;
comment on function settled_invoices(uuid, uuid, integer, timestamptz) is 'Invoices of an organization''s subscriptions, newest first, at most p_limit after the one of p_after_id (null: from the newest), after whatever is due was settled. Raises OB012.';
