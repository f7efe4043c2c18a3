-- The clock has a second opinion: what the servers' heartbeats say of the time, and when the calendar
-- was stopped because the clock contradicted them.
set local lock_timeout = '10s';

create table calendar_settings (
    only_row boolean primary key default true check (only_row),
    max_jump_days integer not null default 40 check (max_jump_days between 1 and 3650)
);
insert into calendar_settings default values;
comment on table calendar_settings is 'What the server''s settings say about the calendar, written at each start of a server. Of the whole database, so without an organization.';
comment on column calendar_settings.only_row is 'Always true: there is one row.';
comment on column calendar_settings.max_jump_days is 'Days (ORGBILLING_CALENDAR_MAX_JUMP_DAYS) that the clock may be past what the database knew last before it is doubted.';

create table calendar_heartbeats (
    process_id uuid primary key,
    kind text not null check (kind in ('server', 'worker')),
    started_at timestamptz not null,
    beat_at timestamptz not null,
    monotonic_s double precision not null
);
comment on table calendar_heartbeats is 'The last sign of life of each server and worker, by the database''s clock and by one that nobody sets. A process has no organization.';
comment on column calendar_heartbeats.process_id is 'Chosen by the process at its start; a process that serves and works has two.';
comment on column calendar_heartbeats.kind is 'What it is.';
comment on column calendar_heartbeats.started_at is 'Its first heartbeat.';
comment on column calendar_heartbeats.beat_at is 'Its last one, at most a minute old while it runs; those older than a day are removed, but for the newest of all.';
comment on column calendar_heartbeats.monotonic_s is 'What its monotonic clock said then, in seconds; sleep of the machine counts.';

create table calendar_stops (
    stop_id uuid primary key,
    stopped_at timestamptz not null,
    reason text not null check (reason in ('clock_jump', 'heartbeat_jump')),
    details jsonb not null,
    resumed_at timestamptz,
    resumed_by text,
    resume_reason text check (length(resume_reason) between 1 and 500),
    check (num_nulls(resumed_at, resumed_by, resume_reason) in (0, 3))
);
-- One stop at a time, whoever finds out.
create unique index calendar_stops_open on calendar_stops ((true)) where resumed_at is null;
comment on table calendar_stops is 'When the calendar was stopped, and who let it go on; it stands while a row is not resumed. The clock is everybody''s, so a stop has no organization.';
comment on column calendar_stops.stop_id is 'Time-ordered id.';
comment on column calendar_stops.stopped_at is 'When, by the clock that is doubted.';
comment on column calendar_stops.reason is 'clock_jump: too far past what the database knew last. heartbeat_jump: further than the process''s own clock went between two heartbeats.';
comment on column calendar_stops.details is 'What was compared: the clock, the newest heartbeat, the newest event of the audit log that is at least a day old, the last resume.';
comment on column calendar_stops.resumed_at is 'When it was let go on; null while it stands.';
comment on column calendar_stops.resumed_by is 'Who did.';
comment on column calendar_stops.resume_reason is 'Why the clock is believed.';
