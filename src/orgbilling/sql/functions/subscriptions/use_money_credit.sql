create or replace function use_money_credit(p_org_id uuid, p_amount_usd numeric) returns numeric
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_credit record;
    v_part numeric;
    v_used numeric := 0;
begin
    for v_credit in
        select m.money_credit_id, m.amount_usd - m.used_usd as left_usd from money_credits as m
        where m.org_id = p_org_id and m.used_usd < m.amount_usd
        order by m.money_credit_id
        for no key update
    loop
        exit when v_used = p_amount_usd;
        v_part := least(v_credit.left_usd, p_amount_usd - v_used);
        update money_credits set used_usd = used_usd + v_part
        where org_id = p_org_id and money_credit_id = v_credit.money_credit_id;
        v_used := v_used + v_part;
    end loop;
    return v_used;
end
$fn$;
comment on function use_money_credit(uuid, numeric) is 'Takes money credit for an invoice, oldest first, as far as it goes; returns how much (US dollars). The caller has locked the organization.';
