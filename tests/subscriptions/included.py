"""What included credits come to, and paying for them."""

from decimal import Decimal

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber


def include(connection: OwnerConnection, **plans: int) -> None:
    for plan, credits in plans.items():
        connection.execute(
            "update plans set included_monthly_credits = %s where plan = %s", [credits, plan]
        )


def total(company: Subscriber) -> Decimal:
    company.settle()
    assert company.world.differences() == []
    return company.world.pool()[0]


def pay_all(company: Subscriber) -> None:
    for bill in company.bills():
        if bill["status"] in ("open", "failed"):
            company.pay(bill)
