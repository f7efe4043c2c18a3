create or replace function unclaim_spending_keys(p_items spend_item_v1[], p_ids uuid[]) returns void
language plpgsql
as $fn$
begin
    delete from credit_request_keys as k
    using unnest(p_items) with ordinality as i
    where k.org_id = i.org_id and k.request_key = i.request_key and k.result_id = p_ids[i.ordinality];
end
$fn$;
comment on function unclaim_spending_keys(spend_item_v1[], uuid[]) is 'Gives the request keys back that items claimed with these ids, in this transaction.';
