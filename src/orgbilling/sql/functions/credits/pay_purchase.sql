create or replace function pay_purchase(
    p_org_id uuid, p_purchase_id uuid, p_actor_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_purchase credit_purchases%rowtype;
    v_event_id uuid;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now);
    select * into v_purchase from credit_purchases
    where org_id = p_org_id and purchase_id = p_purchase_id for no key update;
    if not found then
        raise exception 'no such purchase' using errcode = 'OB017';
    elsif v_purchase.status = 'paid' then
        return purchase_document(p_org_id, p_purchase_id);
    elsif v_purchase.status <> 'pending' then
        raise exception 'this purchase is %', v_purchase.status using errcode = 'OB015',
            detail = jsonb_build_object('purchase_status', v_purchase.status)::text;
    end if;
    perform lock_members_owed(p_org_id);
    perform post_inflow(
        p_org_id, 'purchase', v_purchase.credits, v_purchase.amount_usd, p_purchase_id, null,
        v_actor, coalesce(v_purchase.reason, 'purchase'), null, v_now
    );
    update credit_purchases set status = 'paid', paid_at = v_now, paid_by = v_actor
    where org_id = p_org_id and purchase_id = p_purchase_id;
    update org_billing_history set payment_status = 'paid' where org_id = p_org_id and history_id = p_purchase_id;
    insert into org_billing_history (
        org_id, history_id, event_type, amount_usd, payment_status, purchase_id, details, actor_id, created_at
    ) values (
        p_org_id, uuid_v7(v_now), 'invoice_paid', v_purchase.amount_usd, 'paid', p_purchase_id,
        jsonb_build_object('credits', v_purchase.credits), v_actor, v_now
    )
    returning history_id into v_event_id;
    perform record_cash(p_org_id, v_event_id);
    perform record_audit(
        p_org_id, 'org.credits.purchased', v_actor, 'user', p_purchase_id::text,
        jsonb_build_object('credits', v_purchase.credits, 'amount_usd', v_purchase.amount_usd, 'available_credits', (
            select jsonb_build_array(p.available_credits - v_purchase.credits, p.available_credits)
            from organization_credit_pools as p where p.org_id = p_org_id
        ))
    );
    perform emit_fact(p_org_id, 'org.credits.purchased', jsonb_build_object('purchase_id', p_purchase_id));
    perform draw_for_owed(p_org_id, v_now);
    return purchase_document(p_org_id, p_purchase_id);
end
$fn$;
comment on function pay_purchase(uuid, uuid, text, timestamptz) is 'Records the payment of a purchase and puts its credits into the pool, once, whatever the number of calls. Returns the purchase. Raises OB012, OB015, OB017.';
