create or replace function end_purchase(
    p_org_id uuid, p_purchase_id uuid, p_outcome text, p_actor_id text, p_reason text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    -- It moves no credits, and a job ends those of many organizations in one transaction: nothing is settled.
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_reason constant text := btrim(p_reason);
    v_purchase credit_purchases%rowtype;
begin
    perform require_read_committed();
    if p_outcome is null or p_outcome not in ('canceled', 'failed', 'expired') then
        raise exception 'a purchase ends as canceled, failed or expired' using errcode = 'OB001', detail = '{"field": "outcome"}';
    elsif v_reason is null or length(v_reason) not between 1 and 2000 /* NOTE_CHARACTERS_MAX */ then
        raise exception 'a reason has 1 to % characters', 2000 /* NOTE_CHARACTERS_MAX */ using errcode = 'OB001', detail = '{"field": "reason"}';
    end if;
    -- Of two who end or pay it at once the second waits here, and then finds what the first made of it.
    select * into v_purchase from credit_purchases
    where org_id = p_org_id and purchase_id = p_purchase_id for no key update;
    if not found then
        raise exception 'no such purchase' using errcode = 'OB017';
    elsif v_purchase.status = p_outcome then
        return purchase_document(p_org_id, p_purchase_id);
    elsif v_purchase.status = 'paid' then
        raise exception 'this purchase is paid: refund its credits instead' using errcode = 'OB015',
            detail = jsonb_build_object('purchase_status', v_purchase.status)::text,
            hint = 'refund_pool_credits takes unused credits of its lot back.';
    elsif v_purchase.status <> 'pending' then
        raise exception 'this purchase is %', v_purchase.status using errcode = 'OB015',
            detail = jsonb_build_object('purchase_status', v_purchase.status)::text;
    end if;
    update credit_purchases set status = p_outcome, ended_at = v_now, ended_by = v_actor, end_reason = v_reason
    where org_id = p_org_id and purchase_id = p_purchase_id;
    -- Nothing is to be paid for it any more.
    update org_billing_history set payment_status = case p_outcome when 'failed' then 'failed' else 'none' end
    where org_id = p_org_id and history_id = p_purchase_id and payment_status = 'pending';
    perform record_audit(
        p_org_id, 'org.credits.purchase_ended', v_actor,
        case when p_actor_id is null then 'sql' when p_actor_id = 'system' then 'system' else 'user' end, p_purchase_id::text,
        jsonb_build_object(
            'outcome', p_outcome, 'credits', v_purchase.credits, 'amount_usd', v_purchase.amount_usd, 'reason', v_reason
        )
    );
    perform emit_fact(p_org_id, 'org.credits.purchase_ended', jsonb_build_object('purchase_id', p_purchase_id, 'outcome', p_outcome));
    return purchase_document(p_org_id, p_purchase_id);
end
$fn$;
comment on function end_purchase(uuid, uuid, text, text, text, timestamptz) is 'Ends a pending purchase without its credits: canceled, failed (the payment) or expired, by whom and why. The same outcome again changes nothing. Returns the purchase. Raises OB001, OB012, OB015 (another outcome, or paid: refund it), OB017.';
