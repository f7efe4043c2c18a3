create or replace function is_paid_for(p_org_id uuid, p_term_id uuid, p_due_at timestamptz) returns boolean
language sql
stable
set search_path = public, pg_temp
as $fn$
    select coalesce(bool_and(i.status = 'paid') and bool_or(i.price_usd > 0), false)
    from subscription_invoices as i
    where i.org_id = p_org_id and i.term_id = p_term_id and i.made_at <= p_due_at and i.status <> 'void';
$fn$;
comment on function is_paid_for(uuid, uuid, timestamptz) is 'Whether every invoice of a term made up to an instant is paid (void ones left out), at least one is left, and money was asked for.';
