-- name: is_migrated
select s.credits_per_usd from ledger_settings as s;
