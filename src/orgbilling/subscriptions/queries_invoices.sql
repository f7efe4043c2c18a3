-- Invoices and the calendar of one organization, and what takes them back. Amounts are US dollars.

-- name: list_invoices
select document
from settled_invoices(%(org_id)s, %(after_id)s::uuid, %(limit)s, %(now)s) as document;

-- name: read_calendar
select settled_calendar(%(org_id)s, %(now)s);

-- name: pay_invoice
select pay_invoice(%(org_id)s, %(invoice_id)s, %(actor_id)s, %(now)s);

-- name: void_invoice
select void_invoice(%(org_id)s, %(invoice_id)s, %(actor_id)s, %(reason)s, %(now)s);

-- name: reverse_month
select reverse_month(%(org_id)s, %(term_id)s, %(month)s, %(actor_id)s, %(reason)s, %(now)s);

-- name: move_boundary
-- nullable: user_id
select move_boundary(%(org_id)s, %(kind)s, %(user_id)s, %(to)s, %(actor_id)s, %(reason)s, %(now)s);
