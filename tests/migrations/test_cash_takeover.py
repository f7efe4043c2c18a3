"""What installations of earlier revisions received is counted once after the migration."""

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migrations import migrate
from tests.migrations.conftest import Installation
from tests.migrations.dump_files import DUMPS


@pytest.fixture(scope="module", params=DUMPS)
def connection(request: pytest.FixtureRequest, installation: Installation) -> Any:
    database = installation(request.param)
    migrate(database.owner_url)
    with psycopg.connect(database.owner_url, row_factory=dict_row) as opened:
        yield opened


def differences(connection: psycopg.Connection[dict[str, Any]], query: str) -> list[Any]:
    return connection.execute(query.encode()).fetchall()


def test_every_invoice_and_purchase_that_was_paid_is_cash_once(connection: Any) -> None:
    paid = """
        select i.org_id, i.invoice_id as of, i.amount_usd from subscription_invoices as i
        where i.paid_at is not null
        union all
        select p.org_id, p.purchase_id, p.amount_usd from credit_purchases as p
        where p.status in ('paid', 'refunded')"""
    cash = """
        select h.org_id, coalesce(h.invoice_id, h.purchase_id) as of, h.cash_usd
        from org_billing_history as h
        where h.cash_usd >= 0 and coalesce(h.invoice_id, h.purchase_id) is not null"""
    assert differences(connection, f"({paid}) except all ({cash})") == []
    assert differences(connection, f"({cash}) except all ({paid})") == []


def test_what_came_without_an_order_and_what_went_back_is_cash(connection: Any) -> None:
    query = """
        select * from org_billing_history as h
        where h.invoice_id is null and h.amount_usd is distinct from coalesce(h.cash_usd, 0)
        and (
            (h.event_type = 'credit_purchase' and h.purchase_id is null)
            or (h.event_type = 'credit_refund' and h.payment_status in ('paid', 'refunded'))
        )"""
    assert differences(connection, query) == []


def test_who_tells_of_a_payment_again_names_it(connection: Any) -> None:
    untold = """
        select h.event_type, h.amount_usd, h.details from org_billing_history as h
        where h.cash_usd is null and h.cash_event_id is null and h.amount_usd <> 0
        and (
            h.payment_status = 'paid'
            or exists (
                select 1 from org_billing_history as c
                where c.org_id = h.org_id and c.invoice_id = h.invoice_id and c.cash_usd is not null
            )
        )"""
    assert differences(connection, untold) == []
    wrong = """
        select 1 from org_billing_history as h
        join org_billing_history as c on c.org_id = h.org_id and c.history_id = h.cash_event_id
        where c.cash_usd is null
        or (c.invoice_id, c.purchase_id) is distinct from (h.invoice_id, h.purchase_id)"""
    assert differences(connection, wrong) == []


def test_what_a_subscription_that_began_cost_is_told_of_its_invoice(connection: Any) -> None:
    alone = """
        select h.event_type, h.created_at, h.amount_usd, h.details from org_billing_history as h
        where h.event_type in ('subscription_created', 'subscription_upgraded')
        and h.amount_usd <> 0 and h.invoice_id is null"""
    assert differences(connection, alone) == []


def test_revenue_is_the_sum_of_what_was_paid(connection: Any) -> None:
    row = connection.execute(
        """select c.usd as cash, i.usd + l.usd + r.usd as paid
           from (select sum(cash_usd) as usd from org_billing_history) as c,
           (select coalesce(sum(amount_usd), 0) as usd from subscription_invoices
            where paid_at is not null) as i,
           (select coalesce(sum(price_paid_usd), 0) as usd from credit_lots) as l,
           (select coalesce(sum(amount_usd), 0) as usd from org_billing_history
            where event_type = 'credit_refund' and payment_status in ('paid', 'refunded')) as r"""
    ).fetchone()
    assert row["cash"] == row["paid"] > Decimal(0)
