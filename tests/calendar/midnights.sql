-- When days begin in every zone, out of nothing but the local times of instants.
-- first, last: the days that are asked for; three days more on either side are looked at.

-- name: find_moves
create temp table moves on commit drop as
with recursive days as (
    select z.name, g as since, g + interval '24 hours' as until
    from pg_timezone_names as z, generate_series(
        %(first)s::timestamp at time zone 'UTC' - interval '72 hours', %(last)s::timestamp at time zone 'UTC' + interval '72 hours',
        interval '24 hours'
    ) as g
    where z.name not like 'posix%%'
),
-- A stretch in which the clock is moved is halved down to the second.
stretches as (
    select name, since, until from days
    where since at time zone name - since at time zone 'UTC' <> until at time zone name - until at time zone 'UTC'
    union all
    select s.name, h.since, h.until
    from stretches as s, lateral (
        select s.since + date_trunc('second', (s.until - s.since) / 2) as middle
    ) as m, lateral (values (s.since, m.middle), (m.middle, s.until)) as h (since, until)
    where
        s.until - s.since > interval '1 second'
        and h.since at time zone s.name - h.since at time zone 'UTC' <> h.until at time zone s.name - h.until at time zone 'UTC'
)
select
    name, until as at, since at time zone name - since at time zone 'UTC' as ahead_before,
    until at time zone name - until at time zone 'UTC' as ahead_after
from stretches where until - since = interval '1 second';

-- name: find_midnights
create temp table midnights on commit drop as
with spans as (
    select s.name, s.since, lead(s.since) over (partition by s.name order by s.since) as until
    from (
        select m.name, m.at as since from moves as m
        union all
        select z.name, e.at
        from pg_timezone_names as z, unnest(array[
            %(first)s::timestamp at time zone 'UTC' - interval '72 hours', %(last)s::timestamp at time zone 'UTC' + interval '72 hours'
        ]) as e (at)
        where z.name not like 'posix%%'
    ) as s
),
-- While a clock is not moved a day begins at its midnight; the first day of that while, with the while.
begins as (
    select s.name, d::date as day, greatest((d - s.ahead) at time zone 'UTC', s.since) as at
    from (
        select name, since, until, since at time zone name - since at time zone 'UTC' as ahead from spans where since < until
    ) as s, generate_series(
        date_trunc('day', s.since at time zone 'UTC' + s.ahead), s.until at time zone 'UTC' + s.ahead, interval '1 day'
    ) as d
    where (d - s.ahead) at time zone 'UTC' < s.until
)
select name, day, min(at) as at from begins
where day between %(first)s::date and %(last)s::date
group by name, day;
