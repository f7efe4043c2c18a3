create or replace function uuid_v7_instant(p_id uuid) returns timestamptz
language sql
immutable strict parallel safe
return to_timestamp((('x' || lpad(replace(left(p_id::text, 13), '-', ''), 16, '0'))::bit(64)::bigint)::numeric / 1000);
comment on function uuid_v7_instant(uuid) is 'The millisecond a time-ordered id was made in; narrows a look-up to one partition.';
