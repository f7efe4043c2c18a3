create or replace function role_rank(p_role text) returns integer
language sql
immutable strict parallel safe
return case p_role when 'owner' then 3 when 'admin' then 2 when 'billing_admin' then 1 when 'member' then 0 end;
comment on function role_rank(text) is 'How much a role may do in an organization: owner 3, admin 2, billing_admin 1, member 0; null for what is no role. A system admin ranks 4, above every role.';
