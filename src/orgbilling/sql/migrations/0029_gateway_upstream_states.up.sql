-- Which provider is not asked first for a while, because it failed: every server process knows what one has found out.
set local lock_timeout = '10s';

-- Unlogged: it is written while a provider is down, and after a crash each is tried anew.
create unlogged table gateway_upstream_states (
    upstream text collate "C" not null,
    model text collate "C" not null,
    failures integer not null default 0 check (failures >= 0),
    reason text,
    cooled_until timestamptz,
    limit_ignored_calls bigint not null default 0 check (limit_ignored_calls >= 0),
    noted_at timestamptz not null,
    primary key (upstream, model),
    check (failures = 0 or (reason is not null and cooled_until is not null))
) with (fillfactor = 50);
comment on table gateway_upstream_states is 'How providers of models fare: which is asked last for a while, and which ignored the limit of an answer.';
comment on column gateway_upstream_states.upstream is 'Its name in the file of upstreams, or own: and the id of an organization''s provider key.';
comment on column gateway_upstream_states.model is 'The model that it fails with; empty where it fails whatever is asked.';
comment on column gateway_upstream_states.failures is 'Failures since it last answered; those during a cool-down count once.';
comment on column gateway_upstream_states.reason is 'Why it failed last.';
comment on column gateway_upstream_states.cooled_until is 'Until when others are asked first.';
comment on column gateway_upstream_states.limit_ignored_calls is 'Calls whose answer was longer than the limit that was sent.';
comment on column gateway_upstream_states.noted_at is 'Last change.';
