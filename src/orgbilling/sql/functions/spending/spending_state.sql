create or replace function spending_state(p_org_id uuid, p_now timestamptz, p_is_settled boolean) returns text
language plpgsql
stable
as $fn$
declare
    v_is_due boolean;
begin
    select g.is_due into v_is_due from spending_gate(p_now) as g where g.org_id = p_org_id;
    if not found then
        return 'organization_not_found';
    end if;
    return case when v_is_due and not p_is_settled then 'due' end;
end
$fn$;
comment on function spending_state(uuid, timestamptz, boolean) is 'The outcome of every item of an organization of which nothing can be said before it exists or is settled; null: it can.';
