create or replace function credit_request_document(p_org_id uuid, p_request_id uuid) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select to_jsonb(d) from credit_request_details as d where d.org_id = p_org_id and d.id = p_request_id;
$fn$;
comment on function credit_request_document(uuid, uuid) is 'A request for credits as the API shows it; null where there is none.';
