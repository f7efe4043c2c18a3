-- What the application's role may do: read everything, call the verbs, write almost nothing itself.
revoke all on schema public from public;
grant usage on schema public to orgbilling_app;

revoke all on all tables in schema public from public, orgbilling_app;
grant select on all tables in schema public to orgbilling_app;
-- Partitions that are made later are read through their parent; this is for whoever names one.
alter default privileges in schema public grant select on tables to orgbilling_app;

-- People and sessions are the application's own business; nothing here moves a balance.
grant insert (user_id, email, name, is_system_admin, last_sign_in_at) on users to orgbilling_app;
grant update (email, name, is_system_admin, default_org_id, disabled_at, last_sign_in_at) on users to orgbilling_app;
grant insert on sessions to orgbilling_app;
grant update (last_seen_at, revoked_at, id_token) on sessions to orgbilling_app;
grant insert, delete on sign_in_attempts to orgbilling_app;
grant update (last_used_at) on api_keys to orgbilling_app;
grant insert, update on organization_settings to orgbilling_app;
grant update (processed_at) on outbox to orgbilling_app;

-- Files run in the order their needs allow, so that functions may follow this one: both ways.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant execute on functions to orgbilling_app;
revoke all on all functions in schema public from public, orgbilling_app;
grant execute on all functions in schema public to orgbilling_app;

-- Steps of verbs write what their verb has checked, and nobody calls one by itself.
do $grants$
declare
    v_steps text[] := array[
        'refuse_change', 'claim_money_key', 'note_unsealed', 'end_sessions_of_disabled', 'emit_fact', 'fix_credits_per_usd', 'admit_member',
        'require_rank', 'stand_organization', 'clock_evidence', 'examine_clock', 'stop_calendar', 'lock_members_owed', 'lock_for_settlement', 'await_request_keys', 'lock_calendar', 'begin_verb',
        'pass_boundaries', 'pass_what_is_due', 'pass_instant', 'finish_calendar_verb', 'note_next_due', 'pass_standing_end', 'pass_term_end',
        'pass_months', 'bring_included_credits', 'pass_own_grant', 'reset_and_draw', 'store_settled_allocations',
        'sweep_expired_holds', 'draw_for_owed', 'allocate_locked', 'allocate_credits_step', 'audit_allocation', 'close_allocation_step',
        'lock_active_member', 'lock_allocation', 'open_allocation', 'reclaim_locked', 'post_inflow', 'post_pool_moves', 'reduce_locked', 'settle_lots', 'give_back_to_lots',
        'post_usage_refund', 'take_back_restored',
        'store_allocation', 'resolve_credit_request', 'withdraw_pending_requests', 'take_out_of_lot', 'authorized_item', 'authorized_items',
        'claim_spending_keys', 'quick_one', 'quick_spend', 'quick_capture', 'add_daily_usage', 'quick_deducts', 'charge_members',
        'undo_spending', 'spend_together', 'spend_closely', 'spent_alone', 'write_spending', 'place_items', 'item_spenders', 'note_credential_use', 'post_refusals',
        'post_usage', 'count_usage_refund', 'prepare_usage_partition', 'attach_usage_partition', 'move_usage_rows', 'lock_usage_partitions', 'store_spenders', 'journal_spending', 'end_subscription',
        'lock_live_subscription', 'lock_pool_in_order', 'lock_invoice', 'record_billing_event', 'record_cash', 'resolve_invoice', 'fail_invoices',
        'store_subscription', 'enter_standing', 'open_term', 'begin_term', 'end_term', 'end_row', 'add_row', 'make_invoice',
        'use_money_credit', 'without_debt', 'settle_debtor', 'end_included_credits', 'upgrade_now', 'note_subscription_change',
        'note_subscription_created', 'place_limits', 'locked_limits', 'store_limits', 'count_in_rates', 'set_limits', 'release_from_limits', 'refund_limits', 'forget_limited_keys'
    ];
    v_missing text;
    v_step regprocedure;
begin
    -- A step that is not there yet puts this file off until it is; one that is gone has to leave the list.
    select min(s.name) into v_missing
    from unnest(v_steps) as s (name)
    where not exists (select 1 from pg_proc as p where p.pronamespace = 'public'::regnamespace and p.proname = s.name);
    if v_missing is not null then
        raise exception 'function % is a step in grants.sql and does not exist', v_missing using errcode = 'undefined_function';
    end if;
    for v_step in
        select p.oid::regprocedure from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and p.proname = any(v_steps)
    loop
        execute format('revoke execute on function %s from orgbilling_app', v_step);
    end loop;
end
$grants$;
