create type spending_credential as (
    credential_id text,
    outcome text,
    is_stale boolean
);
comment on type spending_credential is 'Who asks for one item: the credential''s id, why it may not spend (null: it may), and whether its use was last noted more than a minute ago.';
