create or replace function spend(
    p_items spend_item[], p_session_idle_s integer default 86400, p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    v_sorted record;
    v_results spending_result[];
    i spend_item;
    r spending_result;
begin
    if cardinality(p_items) = 1 and current_setting('transaction_isolation') = 'read committed' then
        i := p_items[1];
        r := quick_one(i, p_session_idle_s, p_now, false);
        if r.outcome is not null then
            if i.call is not null then
                perform journal_spending(p_items, array[r]);
            end if;
            return next r;
            return;
        end if;
    else
        perform require_read_committed();
    end if;
    v_sorted := sorted_items(p_items);
    if cardinality(v_sorted.together) = cardinality(p_items) then
        return query select s.* from quick_deducts(p_items, v_sorted.together, p_session_idle_s, p_now) as s order by s.ordinal;
        return;
    end if;
    v_results := array(
        select s
        from spend_together(p_items, v_sorted.malformed, v_sorted.sound, v_sorted.together, p_session_idle_s, p_now) as s
        order by s.ordinal
    );
    if v_sorted.has_calls then
        perform journal_spending(p_items, v_results);
    end if;
    return query select s.* from unnest(v_results) as s;
end
$fn$;
comment on function spend(spend_item[], integer, timestamptz) is 'Spends: deducts, reserves, captures and releases of one or more organizations, calls to models with their journal, in one statement and one commit, in order of arrival within an organization; each item has its own answer. What is malformed or refused takes nothing from its neighbours; a refusal is an answer and is kept with its key. Raises OB012 outside READ COMMITTED.';
