create or replace function moved_midnight(p_at timestamptz, p_date date, p_old_zone text, p_new_zone text) returns timestamptz
language sql
stable parallel safe
return midnight_of(
    case when p_at = midnight_of(p_date, p_old_zone) then p_date else local_date(p_at, p_old_zone) end, p_new_zone
);
comment on function moved_midnight(timestamptz, date, text, text) is 'A boundary after a move to another zone: its date stays, and its instant is that date''s midnight there; of one that was moved by hand the date is the one to which it was moved.';
