-- name: leave_statistics_alone
-- A partitioned table has no rows of its own, and no such setting.
do $$
declare
    v_table regclass;
begin
    for v_table in
        select c.oid::regclass from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    loop
        execute format('alter table %s set (autovacuum_enabled = false)', v_table);
    end loop;
end
$$

-- name: make_people
insert into users (user_id, email, name)
select u, u || '@example.org', u from unnest(%(user_ids)s::text[]) as u

-- name: make_organization
select
    create_organization('Growth', %(owner)s, 'UTC', null, %(org_id)s, %(now)s),
    -- In a trial, so that nothing is due while the figures are taken.
    (select count(*) from create_subscription(%(org_id)s, 'platform', 'monthly', 90, %(owner)s, %(now)s)),
    (select add_credits_to_pool(%(org_id)s, %(pool_credits)s, 0, %(owner)s, 'growth', null, null, %(now)s)),
    (select count(*) from create_api_key(%(org_id)s, 'service', null, 'growth', %(key_hash)s, 'ob', null, %(owner)s))

-- name: make_member
with member as (
    insert into organization_members (org_id, user_id, role, joined_at) values (%(org_id)s, %(user_id)s, 'member', %(now)s)
)
insert into sessions (token_hash, user_id, created_at, expires_at, last_seen_at)
values (%(session_hash)s, %(user_id)s, now(), now() + interval '30 days', now())

-- name: give_member
select
    allocate_credits_to_user(%(org_id)s, %(user_id)s, %(credits)s, %(owner)s, 'never', null, null, %(now)s),
    (select count(*) from create_api_key(%(org_id)s, 'member', %(user_id)s, 'growth', %(key_hash)s, 'ob', null, %(user_id)s))

-- name: limit_member
select set_spending_rules(
    %(org_id)s, 'member', %(user_id)s, %(owner)s, p_allowed_models => array['gpt*'], p_tags => array['growth'],
    p_limits => '[
        {"unit": "credits", "period": "day", "limit": 1000000}, {"unit": "credits", "period": "month", "limit": 9000000},
        {"unit": "requests", "period": "minute", "limit": 9000000}
    ]'
)

-- name: allocate_more
select allocate_credits_to_user(%(org_id)s, %(user_id)s, %(credits)s, 'growth', 'never')

-- name: price_model
select price_id from set_model_price(%(model)s, 1, 1, 'growth', 'growth')

-- name: spend_at
select outcome, hold_id from spend(%(items)s::spend_item[], 600, %(now)s) order by ordinal

-- name: give_back_expired
select settle_due(%(org_id)s, %(now)s)

-- name: expire_hold
update credit_holds set expires_at = clock_timestamp() where org_id = %(org_id)s and hold_id = %(hold_id)s

-- name: forget_keys
select purge_request_keys(%(before)s, 1000)

-- name: list_columns
-- A generated column is made anew in each copy.
select a.attname as name, format_type(a.atttypid, null) as kind
from pg_attribute as a
where a.attrelid = %(table)s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
order by a.attnum

-- name: list_tables_of_organizations
select c.relname from pg_class as c
inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id'
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
order by c.relname

-- name: list_copied_organizations
-- In the order of their ids, so that what is copied is written in the order of the indexes.
create temporary table copied_organizations as
select
    row_number() over (order by o.org_id) as number, o.org_id, lpad(to_hex(row_number() over (order by o.org_id)), 6, '0') as tail,
    case o.n when 1 then %(large)s else %(small)s end as members, o.n = 1 as is_large
from (
    select n, md5('organization ' || n)::uuid as org_id from generate_series(1, %(organizations)s) as n
) as o

-- name: list_copied_members
create temporary table copied_members as
select
    row_number() over (order by o.number, m.place) as number, o.org_id, m.place, o.number as of_organization,
    'p-' || substr(md5(o.number || ' ' || m.place), 1, 16) as user_id,
    lpad(to_hex(row_number() over (order by o.number, m.place)), 6, '0') as tail
from copied_organizations as o
cross join lateral generate_series(1, o.members) as m (place)

-- name: prepare_copied
create index on copied_members (number);
analyze copied_members;
analyze copied_organizations

-- name: count_copied
select count(*) from copied_members

-- name: copy_people
insert into users (user_id, email, name)
select c.user_id, c.user_id || '@example.org', c.user_id from copied_members as c
where c.number > %(after)s and c.number <= %(through)s

-- name: copy_sessions
insert into sessions (token_hash, user_id, created_at, expires_at, last_seen_at)
select sha256(convert_to('session ' || c.user_id, 'UTF8')), c.user_id, now(), now() + interval '30 days', now()
from copied_members as c
where c.number > %(after)s and c.number <= %(through)s

-- name: find_large
select o.org_id from copied_organizations as o where o.is_large

-- name: find_members
select c.user_id from copied_members as c where c.org_id = %(org_id)s order by c.place limit %(limit)s

-- name: find_others
select c.org_id, c.user_id from copied_members as c
inner join copied_organizations as o on o.org_id = c.org_id and not o.is_large
where c.place = 1
order by md5(c.user_id)
limit %(limit)s

-- name: list_relations
-- Tables and their indexes; a partition counts for its table.
select
    c.oid::bigint, i.indexrelid is null as is_table,
    regexp_replace(coalesce(t.relname, c.relname), '_(y\d{4}m\d\d|default)$', '') as table_name,
    regexp_replace(c.relname, '_(y\d{4}m\d\d|default)(?=_|$)', '') as name
from pg_class as c
left join pg_index as i on i.indexrelid = c.oid
left join pg_class as t on t.oid = i.indrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')

-- name: read_counters
select
    r.oid, pg_stat_get_xact_numscans(r.oid::oid), pg_stat_get_xact_tuples_returned(r.oid::oid),
    pg_stat_get_xact_tuples_fetched(r.oid::oid), pg_stat_get_xact_blocks_fetched(r.oid::oid)
from unnest(%(relations)s::bigint[]) as r (oid)
where pg_stat_get_xact_blocks_fetched(r.oid::oid) > 0 or pg_stat_get_xact_numscans(r.oid::oid) > 0

-- name: database_size
select pg_database_size(current_database())

-- name: count_rows
select
    (select count(*) from users), (select count(*) from organizations), (select count(*) from credit_holds where status = 'open'),
    (select count(*) from credit_holds where status <> 'open'), (select count(*) from credit_request_keys),
    (select count(*) from credit_usage_attribution)
