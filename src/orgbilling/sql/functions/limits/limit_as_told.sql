create or replace function limit_as_told(l spending_limits) returns jsonb
language sql
stable
as $fn$
    select jsonb_build_object(
        'kind', l.kind, 'id', l.subject_id, 'period', l.period, 'limit_' || l.unit, trim_scale(l.limit_amount),
        'used_' || l.unit, trim_scale(l.used_amount), 'held_' || l.unit, trim_scale(l.held_amount),
        'resets_at', to_char(limit_resets_at(l) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    )
$fn$;
comment on function limit_as_told(spending_limits) is 'A limit as the people and programs are told of it that meet it: whose, how much in which period, what is used and held of it, and when the next period begins.';
