create or replace function release_from_limits(p_org_id uuid, p_holds credit_holds[]) returns void
language plpgsql
as $fn$
declare
    v_before spending_limits[];
    v_after spending_limits[];
begin
    if not exists (select from unnest(p_holds) as h where h.limit_ids is not null) then
        return;
    end if;
    v_before := array(
        select l from spending_limits as l
        where l.org_id = p_org_id and l.limit_id in (select unnest(h.limit_ids) from unnest(p_holds) as h)
        order by l.kind, l.subject_id, l.unit, l.period
        for no key update
    );
    v_after := v_before;
    for n in 1..cardinality(p_holds) loop
        v_after := without_hold(v_after, p_holds[n]);
    end loop;
    perform store_limits(v_after, v_before);
end
$fn$;
comment on function release_from_limits(uuid, credit_holds[]) is 'Gives limits back what holds that have ended unused took from them. The caller holds the locks of the holds'' allocations, and not yet the pool''s.';
