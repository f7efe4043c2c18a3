-- name: count_request
select r.allowed, r.remaining, r.reset_s
from admit_request(
    %(kind)s, %(requests)s, %(period_s)s, %(credential_kind)s, %(key_org_id)s, %(credential_hash)s, %(org_id)s, %(purchase_id)s
) as r;

-- name: count_sign_in
select r.allowed, r.remaining, r.reset_s from count_request(%(bucket)s, %(requests)s, %(period_s)s) as r;
