create type ledger_difference as (
    check_name text,
    org_id uuid,
    subject text,
    expected text,
    actual text
);
comment on type ledger_difference is 'A number that does not add up: which check, whose, about what, what the rows say, what the cache says.';
