create or replace function spend(
    p_items spend_item_v1[], p_session_idle_s integer default 86400, p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_results spending_result[];
    r spending_result;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        perform require_read_committed();
    end if;
    if cardinality(p_items) = 1 then
        r := quick_one(p_items[1], p_session_idle_s, p_now, false);
        if r.outcome is not null then
            if p_items[1].call is not null then
                perform journal_spending(p_items, array[r]);
            end if;
            return next r;
            return;
        end if;
    end if;
    v_results := array(select s from spend_together(p_items, p_session_idle_s, p_now, false) as s order by s.ordinal);
    perform journal_spending(p_items, v_results);
    return query select s.* from unnest(v_results) as s;
end
$fn$;
comment on function spend(spend_item_v1[], integer, timestamptz) is 'Spends: deducts, reserves, captures and releases of one or more organizations, calls to models with their journal, in one statement and one commit, in order of arrival within an organization; each item has its own answer. What is malformed or refused takes nothing from its neighbours; a refusal is an answer and is kept with its key. Raises OB012 outside READ COMMITTED.';
