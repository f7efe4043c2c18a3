create or replace function included_credits_document(p_item included_credits) returns jsonb
language sql
immutable
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'term_id', (p_item).term_id, 'kind', (p_item).kind, 'number', (p_item).item_number, 'credits', (p_item).credits,
        'due_at', (p_item).due_at, 'state', (p_item).state, 'invoice_id', (p_item).invoice_id, 'brought_at', (p_item).brought_at,
        'taken_back_credits', (p_item).taken_back_credits, 'unrecovered_credits', (p_item).unrecovered_credits,
        'ended_at', (p_item).ended_at, 'ended_by', (p_item).ended_by, 'end_reason', (p_item).end_reason
    );
$fn$;
comment on function included_credits_document(included_credits) is 'A month or a difference as the API shows it.';
