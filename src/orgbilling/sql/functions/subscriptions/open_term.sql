create or replace function open_term(
    p_subscription organization_subscriptions, p_row subscription_periods, p_term subscription_terms
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    t subscription_terms := p_term;
    v_zone text;
begin
    select o.time_zone into v_zone from organizations as o where o.org_id = s.org_id;
    t.org_id := s.org_id;
    t.term_id := uuid_v7((p_row).starts_at);
    t.subscription_id := s.subscription_id;
    t.term_number := 1 + (
        select coalesce(max(x.term_number), 0) from subscription_terms as x
        where x.org_id = s.org_id and x.subscription_id = s.subscription_id
    );
    t.billing_cycle := (p_row).billing_cycle;
    t.starts_at := (p_row).starts_at;
    t.start_date := coalesce(t.start_date, local_date(t.starts_at, v_zone));
    t.anchor_date := coalesce(t.anchor_date, t.start_date);
    t.cycle_index := coalesce(t.cycle_index, 0);
    t.is_trial := coalesce(t.is_trial, false);
    if not t.is_trial then
        t.planned_end_date := boundary_date(t.anchor_date, t.billing_cycle, t.cycle_index + 1);
        t.planned_end_at := greatest(midnight_of(t.planned_end_date, v_zone), t.starts_at + interval '1 microsecond');
    end if;
    t.months_passed := 0;
    t.next_month_at := next_month_at(t);
    insert into subscription_terms select (t).*;
    s.term_id := t.term_id;
    s.anchor_date := t.anchor_date;
    s.period_index := t.cycle_index;
    s.current_period_start := t.starts_at;
    s.current_period_end := t.planned_end_at;
    s.next_plan := null;
    s.next_billing_cycle := null;
    return with_row(s, p_row);
end
$fn$;
comment on function open_term(organization_subscriptions, subscription_periods, subscription_terms) is 'Begins a term with its first row (written by the caller, after its invoice): p_term may say its anchor and index (a renewal), what month 1 brings (a change of cycle), and the end of a trial. Returns the subscription as it then stands; the caller stores it.';
