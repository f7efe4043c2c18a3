create or replace function is_nearly_used(p_used numeric, p_allocated numeric) returns boolean
language sql
immutable parallel safe
return p_used > 0.9 * p_allocated;
comment on function is_nearly_used(numeric, numeric) is 'Whether over 90 % of an allocation is used, which its member and admins are told once.';
