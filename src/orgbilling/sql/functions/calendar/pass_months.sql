create or replace function pass_months(p_org_id uuid, p_at timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions;
    t subscription_terms;
    v_invoice subscription_invoices;
begin
    select * into s from organization_subscriptions where org_id = p_org_id and status <> 'canceled';
    select * into t from subscription_terms where org_id = p_org_id and term_id = s.term_id and next_month_at <= p_at;
    if not found then
        return;
    end if;
    select * into v_invoice from subscription_invoices
    where org_id = p_org_id and term_id = t.term_id and invoice_kind = 'period';
    t.months_passed := t.months_passed + 1;
    insert into included_credits (org_id, term_id, kind, item_number, credits, due_at, starts_date, invoice_id, state)
    values (
        p_org_id, t.term_id, 'month', t.months_passed,
        case when t.months_passed = 1 then coalesce(t.first_month_credits, s.included_monthly_credits) else s.included_monthly_credits end,
        p_at, case when t.months_passed = 1 then t.start_date else month_date(t, t.months_passed - 1) end, v_invoice.invoice_id,
        case when v_invoice.status = 'void' then 'void' when s.standing = 'paused' then 'skipped' else 'due' end
    );
    update subscription_terms set months_passed = t.months_passed, next_month_at = next_month_at(t)
    where org_id = p_org_id and term_id = t.term_id;
end
$fn$;
comment on function pass_months(uuid, timestamptz) is 'The start of a month: what the running period includes becomes due, unless the start falls into a pause, or the term''s invoice is void.';
