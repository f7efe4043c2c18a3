"""Invoices on an organization's screen: admins see them, a system admin pays and voids them."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen
from tests.browser.workplace import Workplace, found_workplace, region, said
from tests.conftest import OwnerConnection

INVOICE = """
    select status, void_reason from subscription_invoices where org_id = %s
"""
INCLUDED = 800


@pytest.fixture
def workplace(screen: Screen, colleague: Screen, sql: OwnerConnection) -> Workplace:
    """An organization whose plan brought 800 credits, of which a member has 500."""
    made = found_workplace(screen, colleague, sql)
    included = "update plans set included_monthly_credits = %s where plan = 'platform'"
    sql.execute(included, [INCLUDED])
    try:
        made.subscribe("platform")
    finally:
        sql.execute(included, [0])
    path = f"/org-billing/credits/{made.org_id}/allocate"
    screen.send("POST", path, {"user_id": "demo-bob", "allocated_credits": 500})
    return made


def invoice_of(workplace: Workplace) -> dict[str, object]:
    row = workplace.sql.execute(INVOICE, [workplace.org_id]).fetchone()
    assert row is not None
    return row


def listed(screen: Screen, workplace: Workplace) -> Locator:
    """The only invoice that the history shows."""
    workplace.open("/history", screen)
    invoice = region(screen, "Invoices").get_by_role("listitem")
    expect(invoice).to_have_count(1)
    return invoice


def test_an_admin_sees_invoices_and_does_nothing_to_them(workplace: Workplace) -> None:
    invoice = listed(workplace.screen, workplace)
    expect(invoice).to_contain_text("$50.00 for Platform")
    expect(invoice.get_by_text("Open", exact=True)).to_be_visible()
    expect(invoice.locator("time")).to_have_count(3)
    expect(invoice.get_by_role("button")).to_have_count(0)
    workplace.screen.settle()
    assert workplace.screen.violations() == []


def test_a_system_admin_marks_an_invoice_as_paid(workplace: Workplace) -> None:
    root = workplace.root
    invoice = listed(root, workplace)
    invoice.get_by_role("button", name="Mark paid").click()
    dialog = root.page.get_by_role("dialog", name="Mark the invoice as paid")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert invoice_of(workplace)["status"] == "open"
    invoice.get_by_role("button", name="Mark paid").click()
    dialog.get_by_role("button", name="$50.00 was paid").dblclick()
    said(root, "The invoice of $50.00 is paid.")
    expect(invoice.get_by_text("Paid", exact=True)).to_be_visible()
    expect(invoice.get_by_role("button", name="Mark paid")).to_have_count(0)
    assert invoice_of(workplace) == {"status": "paid", "void_reason": None}


def test_voiding_says_what_goes_and_what_stays_and_wants_a_reason(workplace: Workplace) -> None:
    root = workplace.root
    invoice = listed(root, workplace)
    invoice.get_by_role("button", name="Void …").click()
    dialog = root.page.get_by_role("dialog", name="Void the invoice of $50.00")
    expect(dialog).to_contain_text("Up to 800 credits that came by it")
    expect(dialog).to_contain_text("What members have, or have used. It is not owed.")
    # Nothing was paid, so that there is nothing to give back.
    expect(dialog).not_to_contain_text("The payment")
    confirm = dialog.get_by_role("button", name="Void it for good")
    expect(confirm).to_be_disabled()
    reason = dialog.get_by_role("textbox", name="Reason")
    expect(reason).to_be_focused()
    reason.press_sequentially("   ")
    expect(confirm).to_be_disabled()
    reason.press_sequentially("Invoiced twice")
    root.settle()
    assert root.violations() == []
    root.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert invoice_of(workplace) == {"status": "open", "void_reason": None}

    invoice.get_by_role("button", name="Void …").click()
    # Another opening is another intention.
    expect(reason).to_have_value("")
    reason.press_sequentially("Invoiced twice")
    confirm.dblclick()
    said(root, "The invoice of $50.00 is void.")
    expect(invoice.get_by_text("Void", exact=True)).to_be_visible()
    expect(invoice).to_contain_text("Invoiced twice · 300 credits taken back, 500 not recovered")
    expect(invoice.get_by_role("button")).to_have_count(0)
    assert invoice_of(workplace) == {"status": "void", "void_reason": "Invoiced twice"}
    assert (workplace.pool()["available"], workplace.pool()["allocated"]) == (0, 500)
    event = root.page.get_by_role("listitem").filter(has_text="Invoice").last
    expect(event.get_by_text("Void", exact=True)).to_be_visible()
    workplace.open("/audit", root)
    expect(root.page.get_by_title("org.invoice.voided")).to_have_text("Invoice voided")


def test_an_upgrade_says_which_credits_it_brings(workplace: Workplace) -> None:
    sql, page = workplace.sql, workplace.screen.page
    included = "update plans set included_monthly_credits = %s where plan = 'hybrid'"
    sql.execute(included, [9000])
    try:
        workplace.open()
        page.get_by_role("button", name="Change plan").click()
        dialog = page.get_by_role("dialog", name="Change plan")
        dialog.get_by_role("radio", name="Hybrid", exact=True).click()
        told = dialog.get_by_test_id("credits-now")
        expect(told).to_have_text("+ 8,200 credits now")
    finally:
        sql.execute(included, [0])
    dialog.get_by_role("button", name="Cancel").click()
