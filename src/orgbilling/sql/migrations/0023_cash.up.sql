-- Of the history rows of one payment exactly one has what was paid; the others name it. Which rows belong together is told
-- from the invoice or the purchase that they are about.
set local lock_timeout = '10s';

-- Nobody writes history by the functions of before once its rows are told.
lock table org_billing_history in share row exclusive mode;
alter table org_billing_history add column invoice_id uuid;
alter table org_billing_history add column cash_usd numeric(14, 2);
alter table org_billing_history add column cash_event_id uuid;
comment on column org_billing_history.invoice_id is 'Invoice that it is about, by its history row; null for purchases and for what has no invoice.';
comment on column org_billing_history.cash_usd is 'Money that this event says was received; below 0: given back. Null in all other rows, and in those that tell of the same payment again. The only amount to add up.';
comment on column org_billing_history.cash_event_id is 'The row whose cash_usd is the payment that this row tells of too.';
comment on column org_billing_history.amount_usd is 'Amount that the event is about; negative for what was given back. Several rows of one payment carry it: sums are of cash_usd.';

update org_billing_history as h
set invoice_id = case h.event_type
    when 'invoice_created' then h.history_id
    else (
        select i.history_id from org_billing_history as i
        where i.org_id = h.org_id and i.history_id::text = h.details ->> 'invoice_id' and i.event_type = 'invoice_created'
    )
end
where h.event_type in ('invoice_created', 'invoice_paid', 'invoice_failed') and h.subscription_id is not null;
-- A subscription that began or changed caused an invoice at its instant.
update org_billing_history as h
set invoice_id = (
    select p.invoice_id
    from subscription_terms as t
    inner join subscription_periods as p on p.org_id = t.org_id and p.term_id = t.term_id
    where
        t.org_id = h.org_id and t.subscription_id = h.subscription_id and p.starts_at = h.created_at and p.invoice_id is not null
        and p.subscription_plan = coalesce(h.details ->> 'new_plan', h.details ->> 'subscription_plan', p.subscription_plan)
    order by t.term_number desc, p.period_number desc
    limit 1
)
where h.event_type in ('subscription_created', 'subscription_upgraded') and h.amount_usd <> 0;

-- One row has the cash: of an invoice or an order the event of its payment, where there is none what was paid at birth.
create temporary table told_cash on commit drop as
select distinct on (h.org_id, coalesce(h.invoice_id, h.purchase_id, h.history_id))
    h.org_id, h.history_id, h.invoice_id, h.purchase_id
from org_billing_history as h
where
    h.event_type = 'invoice_paid'
    or (h.event_type in ('invoice_created', 'credit_purchase') and h.payment_status = 'paid')
    or (
        h.event_type = 'invoice_created' and h.payment_status = 'void' and exists (
            select 1 from subscription_invoices as i
            where i.org_id = h.org_id and i.invoice_id = h.history_id and i.paid_at is not null
        )
    )
order by h.org_id asc, coalesce(h.invoice_id, h.purchase_id, h.history_id) asc, (h.event_type = 'invoice_paid') desc, h.history_id asc;
update org_billing_history as h
set cash_usd = h.amount_usd
from told_cash as c
where c.org_id = h.org_id and c.history_id = h.history_id;
update org_billing_history as h
set cash_event_id = c.history_id
from told_cash as c
where
    c.org_id = h.org_id and c.history_id <> h.history_id and h.event_type <> 'credit_refund'
    and (c.invoice_id = h.invoice_id or c.purchase_id = h.purchase_id);
update org_billing_history set cash_usd = amount_usd
where event_type = 'credit_refund' and payment_status in ('paid', 'refunded') and amount_usd <> 0;

alter table org_billing_history add constraint org_billing_history_cash_once check (cash_usd is null or cash_event_id is null);
alter table org_billing_history add constraint org_billing_history_cash_is_paid
check (cash_usd is null or payment_status in ('paid', 'refunded', 'void'));
-- squawk-ignore adding-foreign-key-constraint
alter table org_billing_history add constraint org_billing_history_cash_event
foreign key (org_id, cash_event_id) references org_billing_history (org_id, history_id);
-- squawk-ignore adding-foreign-key-constraint
alter table org_billing_history add constraint org_billing_history_invoice
foreign key (org_id, invoice_id) references org_billing_history (org_id, history_id);
create unique index org_billing_history_cash_of_invoice on org_billing_history (org_id, invoice_id)
where invoice_id is not null and cash_usd is not null;
create unique index org_billing_history_cash_of_purchase on org_billing_history (org_id, purchase_id)
where purchase_id is not null and cash_usd >= 0;
create index org_billing_history_by_invoice on org_billing_history (org_id, invoice_id) where invoice_id is not null;
create index org_billing_history_by_purchase on org_billing_history (org_id, purchase_id) where purchase_id is not null;
