-- name: count_sign_in
-- never null: allowed, remaining, reset_s
select r.allowed, r.remaining, r.reset_s from count_request(%(bucket)s, %(requests)s, %(period_s)s) as r;
