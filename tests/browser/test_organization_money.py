"""Credits move on an organization's screen: bought, granted, allocated, reclaimed, asked for."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.people import GRACE, JOHN
from tests.browser.screen import Screen
from tests.browser.workplace import (
    BOB_ID,
    JOHN_ID,
    Workplace,
    effect,
    fact,
    found_workplace,
    region,
    said,
)
from tests.conftest import OwnerConnection


@pytest.fixture
def workplace(screen: Screen, colleague: Screen, sql: OwnerConnection) -> Workplace:
    """An organization with a plan and 1,000 credits."""
    made = found_workplace(screen, colleague, sql)
    made.subscribe("platform")
    made.grant(1000)
    return made


def test_an_admin_buys_and_a_system_admin_records_the_payment(workplace: Workplace) -> None:
    page, root = workplace.screen.page, workplace.root
    workplace.open()
    page.get_by_role("button", name="Buy credits").click()
    dialog = page.get_by_role("dialog", name="Buy credits")
    expect(dialog.get_by_role("textbox", name="Credits")).to_be_focused()
    dialog.get_by_role("button", name="5,000", exact=True).click()
    expect(dialog.get_by_test_id("quote")).to_have_text("$5.00")
    dialog.get_by_role("textbox", name="Credits").fill("2500.5")
    expect(dialog.get_by_test_id("quote")).to_have_text("$2.51")
    dialog.get_by_role("textbox", name="What for").fill("The spring")
    dialog.get_by_role("button", name="Buy 2,500.5 credits for $2.51").dblclick()
    expect(dialog).to_have_count(0)
    # The keyboard goes on where it was.
    expect(page.get_by_role("button", name="Buy credits")).to_be_focused()
    said(workplace.screen, "2,500.5 credits ordered for $2.51")
    waiting = region(workplace.screen, "Purchases that wait for payment")
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    expect(waiting).to_contain_text("2,500.5 credits for $2.51")
    expect(waiting).to_contain_text("The spring")
    expect(waiting.get_by_text("Pending", exact=True)).to_be_visible()
    expect(waiting.get_by_role("button", name="Mark as paid")).to_have_count(0)
    assert workplace.pool()["available"] == 1000

    workplace.open(screen=root)
    root.page.get_by_role("button", name="Mark as paid").click()
    confirming = root.page.get_by_role("dialog", name="Mark the purchase as paid")
    expect(effect(confirming, "Total")).to_contain_text("1,0003,500.5")
    confirming.get_by_role("button", name="$2.51 was paid").dblclick()
    said(root, "2,500.5 credits are in the pool.")
    expect(region(root, "Purchases that wait for payment")).to_have_count(0)
    expect(fact(region(root, "Credit pool"), "Paid so far")).to_have_text("$2.51")
    pool = workplace.pool()
    assert (pool["available"], pool["paid"]) == (Decimal("3500.5"), Decimal("2.51"))


def test_a_system_admin_grants(workplace: Workplace) -> None:
    root = workplace.root
    workplace.open(screen=root)
    root.page.get_by_role("button", name="Grant credits").click()
    dialog = root.page.get_by_role("dialog", name="Grant credits")
    dialog.get_by_role("textbox", name="Credits").fill("0.000001")
    dialog.get_by_role("textbox", name="Reason").fill("A smallest gift")
    expect(effect(dialog, "Available")).to_contain_text("1,0001,000.000001")
    dialog.get_by_role("button", name="Grant 0.000001 credits").dblclick()
    said(root, "The credits are in the pool.")
    assert workplace.pool()["available"] == Decimal("1000.000001")


def test_an_allocation_is_made_grown_changed_and_reclaimed(workplace: Workplace) -> None:
    page = workplace.screen.page
    workplace.open("/members")
    expect(page.get_by_text("Nothing is allocated yet")).to_be_visible()
    page.get_by_role("button", name="Allocate credits").click()
    dialog = page.get_by_role("dialog", name="Allocate credits")
    dialog.get_by_role("combobox", name="Member").fill("bob")
    page.get_by_role("option", name="Bob Wilson").click()
    dialog.get_by_role("textbox", name="How many more").fill("2000")
    expect(dialog.get_by_text("Only 1,000 credits are available.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Allocate 2,000 credits")).to_be_disabled()
    dialog.get_by_role("textbox", name="How many more").fill("100.1")
    expect(dialog.get_by_text("Bob Wilson has no allocation yet")).to_be_visible()
    expect(effect(dialog, "Allocated to")).to_contain_text("0100.1")
    expect(effect(dialog, "Available")).to_contain_text("1,000899.9")
    dialog.get_by_role("combobox", name="Reset").click()
    page.get_by_role("option", name="Weekly").click()
    dialog.get_by_role("textbox", name="Notes").fill("For the report")
    dialog.get_by_role("button", name="Allocate 100.1 credits").dblclick()
    said(workplace.screen, "Bob Wilson has 100.1 credits allocated.")
    made = workplace.allocation(BOB_ID)
    assert (made["allocated"], made["reset_period"]) == (Decimal("100.1"), "weekly")
    assert made["notes"] == "For the report"

    page.get_by_role("button", name="Allocate more to Bob Wilson").click()
    dialog = page.get_by_role("dialog", name="Allocate more to Bob Wilson")
    dialog.get_by_role("textbox", name="How many more").fill("0.2")
    expect(effect(dialog, "Allocated to")).to_contain_text("100.1100.3")
    dialog.get_by_role("button", name="Allocate 0.2 credits").click()
    expect(page.get_by_role("button", name="Allocate more to Bob Wilson")).to_be_focused()
    said(workplace.screen, "Bob Wilson has 100.3 credits allocated.")

    page.get_by_role("button", name="Change the allocation of Bob Wilson").click()
    dialog = page.get_by_role("dialog", name="Change the allocation of Bob Wilson")
    field = dialog.get_by_role("textbox", name="Credits, now and after each reset")
    expect(field).to_have_value("100.3")
    expect(dialog.get_by_role("button", name="Set to 100.3 credits")).to_be_disabled()
    field.fill("250")
    dialog.get_by_role("combobox", name="Reset").click()
    page.get_by_role("option", name="Never").click()
    expect(effect(dialog, "Available")).to_contain_text("899.7750")
    dialog.get_by_role("button", name="Set to 250 credits").dblclick()
    said(workplace.screen, "Bob Wilson has 250 credits allocated.")
    changed = workplace.allocation(BOB_ID)
    assert (changed["allocated"], changed["target"]) == (250, 250)
    assert (changed["reset_period"], changed["notes"]) == ("never", "For the report")

    page.get_by_role("button", name="Reclaim credits from Bob Wilson").click()
    dialog = page.get_by_role("dialog", name="Reclaim credits from Bob Wilson")
    dialog.get_by_role("textbox", name="How many").fill("250.000001")
    expect(dialog.get_by_text("Only 250 credits are free")).to_be_visible()
    dialog.get_by_role("button", name="All that is free").click()
    expect(effect(dialog, "Left for")).to_contain_text("2500")
    dialog.get_by_role("textbox", name="Reason").fill("The report is done")
    dialog.get_by_role("button", name="Reclaim 250 credits").dblclick()
    said(workplace.screen, "250 credits of Bob Wilson are back in the pool.")
    assert workplace.allocation(BOB_ID)["allocated"] == 0
    assert workplace.pool()["available"] == 1000


def test_credits_of_a_member_go_to_another(workplace: Workplace) -> None:
    page = workplace.screen.page
    path = f"/org-billing/credits/{workplace.org_id}/allocate"
    workplace.screen.send("POST", path, {"user_id": BOB_ID, "allocated_credits": 300})
    workplace.open("/members")
    page.get_by_role("button", name="Transfer credits from Bob Wilson").click()
    dialog = page.get_by_role("dialog", name="Transfer credits from Bob Wilson")
    receiver, amount = (
        dialog.get_by_role("combobox", name="To"),
        dialog.get_by_role("textbox", name="How many"),
    )
    receiver.press_sequentially("bob")
    expect(page.get_by_text("Nobody is found")).to_be_visible()
    receiver.press("ControlOrMeta+a")
    receiver.press_sequentially("john")
    page.get_by_role("option", name="John Doe").click()
    amount.press_sequentially("300.5")
    expect(dialog.get_by_text("Only 300 credits are free")).to_be_visible()
    expect(dialog.get_by_role("button", name="Transfer 300.5 credits")).to_be_disabled()
    amount.press("ControlOrMeta+a")
    amount.press_sequentially("120.25")
    expect(effect(dialog, "Left for Bob")).to_contain_text("300179.75")
    expect(effect(dialog, "Left for John")).to_contain_text("0120.25")
    expect(effect(dialog, "Available")).to_contain_text("700700")
    dialog.get_by_role("textbox", name="Reason").press_sequentially("Bob is on leave")
    dialog.get_by_role("button", name="Transfer 120.25 credits").dblclick()
    said(workplace.screen, "Bob Wilson gave 120.25 credits. John Doe has 120.25 left now.")
    assert workplace.allocation(BOB_ID)["allocated"] == Decimal("179.75")
    assert workplace.allocation(JOHN_ID)["allocated"] == Decimal("120.25")
    assert workplace.pool()["available"] == 700


def test_a_dialog_says_what_the_server_says(workplace: Workplace) -> None:
    page = workplace.screen.page
    workplace.open("/members")
    page.get_by_role("button", name="Allocate credits").click()
    dialog = page.get_by_role("dialog", name="Allocate credits")
    dialog.get_by_role("combobox", name="Member").fill("john")
    page.get_by_role("option", name="John Doe").click()
    dialog.get_by_role("textbox", name="How many more").fill("600")
    expect(effect(dialog, "Available")).to_contain_text("1,000400")
    # Meanwhile somebody else gives most of the pool away.
    path = f"/org-billing/credits/{workplace.org_id}/allocate"
    workplace.screen.send("POST", path, {"user_id": BOB_ID, "allocated_credits": 900})
    dialog.get_by_role("button", name="Allocate 600 credits").click()
    refusal = dialog.get_by_role("alert")
    expect(refusal).to_contain_text("pool")
    expect(refusal).to_contain_text("Add credits to the pool, or reclaim some from a member")
    workplace.screen.forgive("409")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert workplace.pool()["available"] == 100


def test_a_member_asks_and_an_admin_answers_in_one_step(workplace: Workplace) -> None:
    screen, member = workplace.screen, workplace.root
    member.sign_in(JOHN)
    workplace.open(screen=member)
    own = region(member, "Requests for more")
    for credits in ("300", "40"):
        own.get_by_role("button", name="Ask for credits").click()
        dialog = member.page.get_by_role("dialog", name="Ask Workplace for more credits")
        dialog.get_by_role("textbox", name="How many more").fill(credits)
        dialog.get_by_role("textbox", name="What for").fill("A larger report")
        dialog.get_by_role("button", name=f"Ask for {credits} credits").dblclick()
        said(member, "The administrators of Workplace are asked.")
        # While one waits there is nothing to ask for, but to take it back.
        expect(own.get_by_role("button", name="Ask for credits")).to_have_count(0)
        if credits == "300":
            workplace.open()
            asked = region(screen, "Members ask for credits")
            expect(asked).to_contain_text("John Doe asks for 300 more")
            asked.get_by_role("textbox", name="Give").fill("5000")
            expect(asked.get_by_text("Only 1,000 credits are available.")).to_be_visible()
            asked.get_by_role("textbox", name="Give").fill("250.5")
            expect(asked.get_by_text("1,000 → 749.5 available")).to_be_visible()
            asked.get_by_role("textbox", name="Note").fill("Enough for now?")
            asked.get_by_role("button", name="Approve 250.5").dblclick()
            said(screen, "John Doe has 250.5 credits more.")
            expect(asked).to_have_count(0)
            assert workplace.allocation(JOHN_ID)["allocated"] == Decimal("250.5")
        else:
            workplace.open("/members")
            asked = region(screen, "Requests for credits")
            asked.get_by_role("button", name="Decline").dblclick()
            said(screen, "The request of John Doe is declined.")
            expect(asked.get_by_text("No request waits")).to_be_visible()
            asked.get_by_text("All", exact=True).click()
            expect(asked.get_by_role("listitem")).to_have_count(2)
            expect(asked.get_by_text("Declined", exact=True)).to_be_visible()
            expect(asked.get_by_text("250.5 given")).to_be_visible()
        workplace.open(screen=member)
    expect(own).to_contain_text("Enough for now?")
    expect(own.get_by_text("Approved", exact=True)).to_be_visible()
    expect(own.get_by_text("Declined", exact=True)).to_be_visible()


def test_a_member_takes_a_request_back(workplace: Workplace) -> None:
    member = workplace.root
    member.sign_in(JOHN)
    path = f"/org-billing/credits/{workplace.org_id}/requests"
    member.send("POST", path, {"credits": 7, "reason": "Seven more"})
    workplace.open(screen=member)
    own = region(member, "Requests for more")
    own.get_by_role("button", name="Withdraw").dblclick()
    said(member, "The request is withdrawn.")
    expect(own.get_by_text("Withdrawn", exact=True)).to_be_visible()
    expect(own.get_by_role("button", name="Ask for credits")).to_be_visible()
    workplace.screen.sign_in(GRACE)
    workplace.open()
    expect(region(workplace.screen, "Credit pool")).to_be_visible()
    expect(region(workplace.screen, "Members ask for credits")).to_have_count(0)
