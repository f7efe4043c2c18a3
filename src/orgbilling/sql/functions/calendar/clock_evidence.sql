create or replace function clock_evidence(p_clock timestamptz) returns jsonb
language plpgsql
volatile
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_day_ago constant timestamptz := p_clock - interval '1 day';
    -- The audit log: its ids are of the server's own clock, also where a verb is given another p_now (but for
    -- refusals, which have their call's), and one index orders them all. Events of the last day may be the work of
    -- the very clock that is doubted.
    v_before constant uuid := uuid_v7(v_day_ago);
    v_row_at timestamptz;
begin
    select uuid_v7_instant(n.audit_id) into v_row_at
    from (
        -- Bounded, so that a flood of refusals is never read through.
        select l.audit_id, l.event_type from organization_audit_log as l
        where l.audit_id < v_before order by l.audit_id desc limit 1000
    ) as n
    where n.event_type <> 'credit.deduction.failed'
    order by n.audit_id desc limit 1;
    return jsonb_build_object(
        'clock', p_clock,
        -- What is ahead of the clock was written by a wrong one, and says nothing.
        'heartbeat', (select max(h.beat_at) from calendar_heartbeats as h where h.beat_at <= p_clock),
        'newest_row', v_row_at,
        'resumed', (select max(s.resumed_at) from calendar_stops as s where s.resumed_at <= p_clock)
    );
end
$fn$;
comment on function clock_evidence(timestamptz) is 'What the database knows about the time, beside a clock: the newest heartbeat, the newest event of the audit log that is at least a day old, and when the clock was last believed by a person.';
