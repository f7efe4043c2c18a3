create or replace function make_invoice(
    p_subscription organization_subscriptions, p_kind text, p_price_usd numeric, p_unused_usd numeric, p_at timestamptz,
    p_details jsonb, p_actor_id text
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_used numeric;
    v_amount numeric;
    v_id uuid;
begin
    v_used := use_money_credit(s.org_id, greatest(p_price_usd - p_unused_usd, 0));
    v_amount := greatest(p_price_usd - p_unused_usd, 0) - v_used;
    v_id := record_billing_event(
        s.org_id, 'invoice_created', v_amount, case when v_amount > 0 then 'pending' else 'paid' end,
        p_at, s.current_period_end, s.subscription_id,
        jsonb_build_object(
            'invoice_kind', p_kind, 'subscription_plan', s.subscription_plan, 'billing_cycle', s.billing_cycle,
            'money_credit_usd', nullif(v_used, 0)
        ) || p_details,
        p_actor_id, p_at
    );
    insert into subscription_invoices (
        org_id, invoice_id, subscription_id, term_id, invoice_kind, price_usd, unused_usd, money_credit_usd, amount_usd, status, made_at,
        paid_at, paid_by
    ) values (
        s.org_id, v_id, s.subscription_id, s.term_id, p_kind, p_price_usd, p_unused_usd, v_used, v_amount,
        case when v_amount > 0 then 'open' else 'paid' end, p_at, case when v_amount = 0 then p_at end,
        case when v_amount = 0 then 'system' end
    );
    if v_amount = 0 then
        perform record_cash(s.org_id, v_id);
    end if;
    if p_unused_usd > p_price_usd then
        insert into money_credits (org_id, money_credit_id, term_id, amount_usd, made_at)
        values (s.org_id, uuid_v7(p_at), s.term_id, p_unused_usd - p_price_usd, p_at);
    end if;
    perform emit_fact(s.org_id, 'invoice.created', jsonb_build_object(
        'history_id', v_id, 'subscription_id', s.subscription_id, 'amount_usd', v_amount
    ));
    return v_id;
end
$fn$;
comment on function make_invoice(organization_subscriptions, text, numeric, numeric, timestamptz, jsonb, text) is 'Writes an invoice: the price, less p_unused_usd (what is left of the term before), less money credit, never below 0; what is above the price becomes money credit. An invoice of 0 is paid at birth. Returns its id, which is its history row''s too.';
