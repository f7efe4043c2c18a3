create or replace function owes_members(p_members user_credit_allocations[]) returns boolean
language plpgsql
immutable
as $fn$
begin
    return coalesce((select bool_or(m.refill_due_credits > 0) from unnest(p_members) as m), false);
end
$fn$;
comment on function owes_members(user_credit_allocations[]) is 'Whether the pool still owes one of these members a refill.';
