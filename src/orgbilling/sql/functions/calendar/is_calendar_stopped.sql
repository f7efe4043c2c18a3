create or replace function is_calendar_stopped() returns boolean
language sql
stable
return false;
comment on function is_calendar_stopped() is 'placeholder until the clock lands';
