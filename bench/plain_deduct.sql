-- A deduct as most people would write it: lock the row, check, change it, change the pool, keep a usage row.
-- The tables have our columns where both have them, and the indexes that most people would make.
create table plain_pools (
    org_id uuid primary key,
    total_credits numeric not null,
    used_credits numeric not null default 0,
    check (used_credits >= 0)
);
create table plain_allocations (
    org_id uuid not null references plain_pools,
    user_id text not null,
    allocated_credits numeric not null,
    used_credits numeric not null default 0,
    updated_at timestamptz not null default now(),
    primary key (org_id, user_id),
    check (used_credits >= 0 and used_credits <= allocated_credits)
);
create table plain_usage (
    usage_id uuid primary key default gen_random_uuid(),
    org_id uuid not null,
    user_id text not null,
    credits_used numeric not null check (credits_used > 0),
    remaining_credits numeric not null,
    service_type text not null,
    service_name text,
    request_id text not null unique,
    api_cost_usd numeric,
    markup_usd numeric,
    request_metadata jsonb not null default '{}',
    created_at timestamptz not null default now()
);
create index plain_usage_by_time on plain_usage (org_id, created_at);

create function plain_deduct(
    p_org_id uuid, p_user_id text, p_credits numeric, p_service_type text, p_service_name text, p_request_id text,
    out usage_id uuid, out remaining_credits numeric
)
language plpgsql
as $fn$
declare
    v_remaining numeric;
begin
    select a.allocated_credits - a.used_credits into v_remaining
    from plain_allocations as a
    where a.org_id = p_org_id and a.user_id = p_user_id
    for update;
    if not found or v_remaining < p_credits then
        raise exception 'insufficient credits';
    end if;
    remaining_credits := v_remaining - p_credits;
    update plain_allocations as a
    set used_credits = a.used_credits + p_credits, updated_at = now()
    where a.org_id = p_org_id and a.user_id = p_user_id;
    update plain_pools as p set used_credits = p.used_credits + p_credits where p.org_id = p_org_id;
    insert into plain_usage (org_id, user_id, credits_used, remaining_credits, service_type, service_name, request_id)
    values (p_org_id, p_user_id, p_credits, plain_deduct.remaining_credits, p_service_type, p_service_name, p_request_id)
    returning plain_usage.usage_id into plain_deduct.usage_id;
end
$fn$;
