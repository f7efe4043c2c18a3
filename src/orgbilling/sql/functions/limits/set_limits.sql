create or replace function set_limits(
    p_org_id uuid, p_kind text, p_subject_id text, p_limits jsonb, p_now timestamptz
) returns void
language plpgsql
as $fn$
declare
    v_day constant date := (select g.day from spending_gate(p_now) as g where g.org_id = p_org_id);
begin
    if exists (
        select from jsonb_to_recordset(p_limits) as w (unit text, period text, "limit" numeric)
        where w.unit is null or w.unit not in ('credits', 'requests', 'tokens') or w.period is null
            or w.period not in ('minute', 'day', 'week', 'month') or (w.period = 'minute') <> (w.unit <> 'credits')
            or p_kind = 'organization' or w.limit is null or w.limit < 0 or w.limit >= 1e10 /* CREDITS_BELOW */
            or scale(trim_scale(w.limit)) > case w.unit when 'credits' then 6 /* CREDIT_DECIMALS_MAX */ else 0 end
    ) or (select count(*) <> count(distinct (w.unit, w.period)) from jsonb_to_recordset(p_limits) as w (unit text, period text)) then
        raise exception 'a limit is of credits a day, week or month, or of requests or tokens a minute, each once, of a member or a key'
            using errcode = 'OB001', detail = jsonb_build_object('field', 'limits')::text;
    end if;
    delete from spending_limits as l
    where l.org_id = p_org_id and l.kind = p_kind and l.subject_id = p_subject_id and not exists (
        select from jsonb_to_recordset(p_limits) as w (unit text, period text) where w.unit = l.unit and w.period = l.period
    );
    insert into spending_limits (org_id, kind, subject_id, unit, period, limit_amount, used_amount, period_start)
    select
        p_org_id, p_kind, p_subject_id, w.unit, w.period, trim_scale(w.limit),
        case when w.unit = 'credits' then credits_used_from(p_org_id, p_kind, p_subject_id, s.start::date) else 0 end, s.start
    from jsonb_to_recordset(p_limits) as w (unit text, period text, "limit" numeric)
    cross join lateral (select limit_period_start(w.period, v_day, p_now) as start) as s
    order by w.unit, w.period
    on conflict (org_id, kind, subject_id, unit, period) do update set limit_amount = excluded.limit_amount;
end
$fn$;
comment on function set_limits(uuid, text, text, jsonb, timestamptz) is 'Sets the limits of a member or a key, within set_spending_rules: those that stay keep what is used and held of them; a new budget begins with what was used in the present period, and holds that are open take nothing of it. Raises OB001.';
