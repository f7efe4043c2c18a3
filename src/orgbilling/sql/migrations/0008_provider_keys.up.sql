-- Provider keys that organizations bring.
set local lock_timeout = '10s';

create table organization_provider_keys (
    org_id uuid not null references organizations,
    provider_key_id uuid not null,
    name text not null check (length(btrim(name)) between 1 and 100),
    base_url text not null check (length(base_url) between 8 and 500),
    models jsonb not null check (jsonb_typeof(models) = 'object'),
    nonce bytea not null check (length(nonce) = 12),
    ciphertext bytea not null,
    hint text not null check (length(hint) <= 8),
    created_by text collate "C" not null references users,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    primary key (org_id, provider_key_id)
);
create unique index organization_provider_keys_name on organization_provider_keys (org_id, lower(name)) where revoked_at is null;
comment on table organization_provider_keys is 'Provider keys that an organization brings: encrypted (AES-256-GCM, bound to their row), written and never shown.';
comment on column organization_provider_keys.org_id is 'The organization.';
comment on column organization_provider_keys.provider_key_id is 'Time-ordered id.';
comment on column organization_provider_keys.name is 'What people call it; one of a name at a time.';
comment on column organization_provider_keys.base_url is 'Where it is sent, and nowhere else.';
comment on column organization_provider_keys.models is 'Names that clients use, each with the provider''s own.';
comment on column organization_provider_keys.nonce is 'Nonce of the encryption.';
comment on column organization_provider_keys.ciphertext is 'The key, encrypted; empty once revoked.';
comment on column organization_provider_keys.hint is 'The last characters, to recognise it by.';
comment on column organization_provider_keys.created_by is 'Who brought it.';
comment on column organization_provider_keys.created_at is 'When.';
comment on column organization_provider_keys.revoked_at is 'When it was taken back.';
comment on column organization_provider_keys.revoked_by is 'Who took it back.';
