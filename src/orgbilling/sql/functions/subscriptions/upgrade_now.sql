create or replace function upgrade_now(
    p_subscription organization_subscriptions, p_row subscription_periods, p_price record, p_actor_id text, p_now timestamptz
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_term subscription_terms;
    v_invoice_id uuid;
    v_number integer;
    v_unused numeric;
    v_details constant jsonb := jsonb_build_object(
        'old_plan', p_price.old_plan, 'new_plan', p_price.new_plan, 'old_billing_cycle', p_price.old_billing_cycle,
        'new_billing_cycle', p_price.new_billing_cycle, 'amount_due_usd', p_price.amount_due_usd
    );
begin
    if s.standing = 'trialing' then
        perform end_row(s, p_now);
        s := with_row(s, p_row);
        perform add_row(s, p_row, null);
        return s;
    end if;
    if p_price.starts_new_period then
        perform end_term(s, p_now);
        -- Of a term whose invoice is void nothing is left beyond the price of the new one.
        v_unused := p_price.credit_usd;
        if exists (
            select 1 from subscription_invoices as i
            where i.org_id = s.org_id and i.term_id = s.term_id and i.invoice_kind = 'period' and i.status = 'void'
        ) then
            v_unused := least(v_unused, (p_row).price_usd);
        end if;
        v_term.first_month_credits := p_price.included_credits_now;
        return begin_term(s, p_row, v_term, v_unused, v_details, p_actor_id);
    end if;
    perform end_row(s, p_now);
    s := with_row(s, p_row);
    -- Below 0 where a price was copied that is above today's.
    v_invoice_id := make_invoice(
        s, 'proration', greatest(p_price.amount_due_usd, 0), greatest(-p_price.amount_due_usd, 0), p_now, v_details, p_actor_id
    );
    v_number := add_row(s, p_row, v_invoice_id);
    if p_price.included_credits_now > 0 then
        insert into included_credits (org_id, term_id, kind, item_number, credits, due_at, starts_date, invoice_id, state)
        select s.org_id, s.term_id, 'difference', v_number, p_price.included_credits_now, p_now, c.starts_date, v_invoice_id, 'due'
        from included_credits as c
        where c.org_id = s.org_id and c.term_id = s.term_id and c.kind = 'month'
        order by c.item_number desc
        limit 1;
    end if;
    return s;
end
$fn$;
comment on function upgrade_now(organization_subscriptions, subscription_periods, record, text, timestamptz) is 'An upgrade: in a trial a new row; with another cycle a new term, whose invoice gives back the unused part of the old; else a new row with its own invoice and the difference in credits. Returns the subscription; the caller stores it.';
