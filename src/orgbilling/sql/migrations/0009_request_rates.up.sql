-- How often callers came, for limits that hold over all server processes.
set local lock_timeout = '10s';

-- Unlogged: counting costs no write-ahead log and no wait for the disk; after a crash everybody starts anew.
create unlogged table request_rates (
    bucket text collate "C" primary key,
    period_s integer not null check (period_s > 0),
    slot bigint not null,
    counts integer [] not null check (cardinality(counts) = 61),
    counted_at timestamptz not null
) with (fillfactor = 50);
create index request_rates_by_time on request_rates (counted_at);
comment on table request_rates is 'Requests of the last period, by who came where, in sixtieths of the period.';
comment on column request_rates.bucket is 'The limit, the actor and the organization.';
comment on column request_rates.period_s is 'Length of the period.';
comment on column request_rates.slot is 'The sixtieth that the last count is for, counted from 1970.';
comment on column request_rates.counts is 'Requests admitted in that sixtieth (last) and in the sixty before it.';
comment on column request_rates.counted_at is 'Last admitted request.';
