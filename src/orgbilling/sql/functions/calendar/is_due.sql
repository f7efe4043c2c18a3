create or replace function is_due(p_next_due_at timestamptz, p_now timestamptz) returns boolean
language sql
stable
return coalesce(p_next_due_at <= p_now and not calendar_stands(), false);
comment on function is_due(timestamptz, timestamptz) is 'Whether an organization whose next boundary this is has to be settled before anything else; nothing counts as due while the calendar stands.';
