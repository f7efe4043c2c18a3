create or replace function with_hold(p_holds credit_holds[], p_hold credit_holds) returns credit_holds[]
language plpgsql
immutable
as $fn$
declare
    h credit_holds;
begin
    for n in 1..cardinality(p_holds) loop
        h := p_holds[n];
        if h.hold_id = p_hold.hold_id then
            p_holds[n] := p_hold;
        end if;
    end loop;
    return p_holds;
end
$fn$;
comment on function with_hold(credit_holds[], credit_holds) is 'The holds with one of them replaced by its new state.';
