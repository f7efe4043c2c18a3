-- News for jobs, and the guards of what is append-only.
set local lock_timeout = '10s';

create table outbox (
    org_id uuid not null,
    outbox_id uuid not null,
    topic text not null,
    payload jsonb not null default '{}',
    created_at timestamptz not null default clock_timestamp(),
    processed_at timestamptz,
    primary key (org_id, outbox_id)
);
create index outbox_waiting on outbox (created_at) where processed_at is null;
comment on table outbox is 'Facts written with what they are about; a relay turns them into jobs, so that no money transaction notifies a queue.';
comment on column outbox.org_id is 'The organization.';
comment on column outbox.outbox_id is 'Time-ordered id.';
comment on column outbox.topic is 'Stable name of the fact.';
comment on column outbox.payload is 'Figures and ids.';
comment on column outbox.created_at is 'When.';
comment on column outbox.processed_at is 'When the relay handed it on.';

create function refuse_change() returns trigger
language plpgsql
as $fn$
begin
    raise exception '% is never done to %', lower(tg_op), tg_table_name
        using errcode = 'OB020', hint = 'Correct it with the inverse verb; close what should end.';
end
$fn$;
comment on function refuse_change() is 'Trigger: keeps history from being changed or erased.';

create trigger organizations_stay before delete or truncate on organizations for each statement execute function refuse_change();
create trigger subscriptions_stay before delete or truncate on organization_subscriptions for each statement execute function refuse_change();
create trigger history_stays before delete or truncate on org_billing_history for each statement execute function refuse_change();
create trigger pools_stay before delete or truncate on organization_credit_pools for each statement execute function refuse_change();
create trigger allocations_stay before delete or truncate on user_credit_allocations for each statement execute function refuse_change();
create trigger transfers_are_final before update or delete or truncate on credit_transfers for each statement execute function refuse_change();
create trigger resets_are_final before update or delete or truncate on credit_resets for each statement execute function refuse_change();
create trigger usage_is_final before update or delete or truncate on credit_usage_attribution for each statement execute function refuse_change();
create trigger refunds_are_final before update or delete or truncate on credit_usage_refunds for each statement execute function refuse_change();
create trigger audit_is_final before update or delete or truncate on organization_audit_log for each statement execute function refuse_change();
