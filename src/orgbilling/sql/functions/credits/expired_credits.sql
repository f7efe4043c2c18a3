create or replace function expired_credits(p_org_id uuid, p_user_id text, p_held_credits numeric, p_now timestamptz)
returns table (credits numeric)
language sql
stable
as $fn$
    select coalesce(sum(h.credits), 0) from credit_holds as h
    where p_held_credits > 0 and h.org_id = p_org_id and h.user_id = p_user_id and h.status = 'open' and h.expires_at <= p_now
$fn$;
comment on function expired_credits(uuid, text, numeric, timestamptz) is 'What open holds of an allocation, of which so much is held, hold past their time: it counts as free, swept or not. One row. It is written so that PostgreSQL puts it into the query that names it.';
