"""What is ordered and not paid: an admin takes it back, a system admin says what became of it."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import GRACE, ROOT
from tests.browser.screen import Screen
from tests.browser.workplace import Workplace, found_workplace, region, said
from tests.conftest import OwnerConnection


@pytest.fixture
def workplace(screen: Screen, colleague: Screen, sql: OwnerConnection) -> Workplace:
    """An organization with a plan."""
    made = found_workplace(screen, colleague, sql)
    made.subscribe("platform")
    return made


def order(workplace: Workplace, credits: int, reason: str) -> str:
    body = {"credits": credits, "reason": reason}
    path = f"/org-billing/credits/{workplace.org_id}/add"
    purchase_id: str = workplace.screen.send("POST", path, body)["id"]
    return purchase_id


def test_an_admin_cancels_an_order_with_a_reason(workplace: Workplace) -> None:
    screen, page = workplace.screen, workplace.screen.page
    kept, dropped = order(workplace, 2000, "The spring"), order(workplace, 3000, "The spring again")
    workplace.open()
    waiting = region(screen, "Purchases that wait for payment")
    expect(waiting.get_by_role("listitem")).to_have_count(2)
    waiting.get_by_role("button", name="Cancel the purchase of 3,000 credits").click()
    dialog = page.get_by_role("dialog", name="Cancel the purchase")
    confirm = dialog.get_by_role("button", name="Cancel the purchase")
    expect(confirm).to_be_disabled()
    # Only who records payments says that one failed.
    expect(dialog.get_by_role("radio")).to_have_count(0)
    reason = dialog.get_by_role("textbox", name="Reason")
    expect(reason).to_be_focused()
    reason.press_sequentially("   ")
    expect(confirm).to_be_disabled()
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_have_count(0)
    expect(waiting.get_by_role("listitem")).to_have_count(2)
    waiting.get_by_role("button", name="Cancel the purchase of 3,000 credits").click()
    dialog.get_by_role("textbox", name="Reason").press_sequentially("Ordered twice")
    confirm.dblclick()
    said(screen, "The purchase is canceled.")
    expect(dialog).to_have_count(0)
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    expect(waiting).to_contain_text("2,000 credits for $2.00")
    found = workplace.sql.execute(
        "select purchase_id::text, status, end_reason from credit_purchases where org_id = %s"
        " order by credits",
        [workplace.org_id],
    ).fetchall()
    assert [tuple(row.values()) for row in found] == [
        (kept, "pending", None),
        (dropped, "canceled", "Ordered twice"),
    ]
    workplace.open("/history")
    event = page.get_by_role("listitem").filter(has_text="3,000 credits")
    expect(event).to_contain_text("$3.00")
    expect(event.get_by_text("Canceled", exact=True)).to_be_visible()
    assert screen.violations() == []
    workplace.open("/audit")
    event = page.get_by_title("org.credits.purchase_ended")
    expect(event).to_have_text("Purchase ended unpaid")


@pytest.fixture
def purchase_id(colleague: Screen) -> str:
    """An order of a new organization of Grace's."""
    colleague.sign_in(GRACE)
    made = colleague.send("POST", "/organizations", {"name": f"Zenith {uuid4().hex[:8]}"})
    path = f"/org-billing/credits/{made['org_id']}/add"
    body = {"credits": 2000, "reason": "For the workshop"}
    ordered: str = colleague.send("POST", path, body)["id"]
    return ordered


@pytest.fixture
def pending(screen: Screen, sql: OwnerConnection, purchase_id: str) -> Locator:
    """The system admin's list of what that organization has not paid."""
    row = sql.execute(
        "select o.name from credit_purchases as p join organizations as o using (org_id)"
        " where p.purchase_id = %s",
        [purchase_id],
    ).fetchone()
    assert row is not None
    screen.sign_in(ROOT)
    screen.open("/admin")
    screen.page.get_by_label("Search organizations").press_sequentially(row["name"])
    screen.page.get_by_role("button", name=f"Actions for {row['name']}").click()
    screen.page.get_by_role("menuitem", name="Pending purchases …").click()
    return screen.page.get_by_role("dialog")


def test_a_pending_purchase_is_marked_as_paid(
    pending: Locator, sql: OwnerConnection, purchase_id: str
) -> None:
    expect(pending).to_contain_text("2,000 credits for $2.00")
    expect(pending).to_contain_text("For the workshop")
    pending.get_by_role("button", name="Mark as paid").click()
    expect(pending.get_by_text("Nothing waits to be paid")).to_be_visible()
    paid = "select status from credit_purchases where purchase_id = %s"
    assert sql.execute(paid, [purchase_id]).fetchone() == {"status": "paid"}


def test_a_payment_that_failed_is_recorded(
    pending: Locator, sql: OwnerConnection, purchase_id: str
) -> None:
    pending.get_by_role("button", name="Not paid …").click()
    expect(pending.get_by_role("button", name="Mark as paid")).to_have_count(0)
    pending.get_by_role("radio", name="The payment failed").check()
    pending.get_by_role("textbox", name="Reason").press_sequentially("The card was declined")
    pending.get_by_role("button", name="Record the failure").dblclick()
    expect(pending.get_by_text("Nothing waits to be paid")).to_be_visible()
    ended = "select status, end_reason from credit_purchases where purchase_id = %s"
    assert sql.execute(ended, [purchase_id]).fetchone() == {
        "status": "failed",
        "end_reason": "The card was declined",
    }
