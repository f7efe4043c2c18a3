create or replace function uuid_v7(p_at timestamptz) returns uuid
language sql
volatile parallel safe
return (
    lpad(to_hex(floor(date_part('epoch', p_at) * 1000 + 0.0005)::bigint), 12, '0')
    || '7' || substr(gen_random_uuid()::text, 16)
)::uuid;
comment on function uuid_v7(timestamptz) is 'A time-ordered id (RFC 9562, version 7) whose first 48 bits are p_at in milliseconds. PostgreSQL has one of its own only from 18 on.';
