-- name: find_stop
select s.stop_id, s.stopped_at, s.reason, s.details from calendar_stops as s where s.resumed_at is null

-- name: note_heartbeat
select b.stop_id, b.stopped_at, b.reason from note_heartbeat(%(process_id)s, %(kind)s, %(monotonic_s)s) as b

-- name: set_max_jump
select set_calendar_max_jump(%(days)s)

-- name: resume
-- never null: resume_calendar
select resume_calendar(%(actor_id)s, %(reason)s)

-- name: read_clocks
-- never null: clock, max_jump_days
select
    clock_timestamp() as clock, (select max(h.beat_at) from calendar_heartbeats as h) as heartbeat,
    (select s.max_jump_days from calendar_settings as s) as max_jump_days
