"""The plan of an organization: none, compared, changed, kept, ended."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import JOHN
from tests.browser.screen import Screen
from tests.browser.workplace import Workplace, effect, fact, found_workplace, region, said
from tests.conftest import OwnerConnection

LIVE = """
    select subscription_plan as plan, billing_cycle as cycle, status, cancel_at, next_plan
    from organization_subscriptions
    where org_id = %s
    order by created_at desc
    limit 1
"""


@pytest.fixture
def workplace(screen: Screen, colleague: Screen, sql: OwnerConnection) -> Workplace:
    return found_workplace(screen, colleague, sql)


def live(workplace: Workplace) -> dict[str, object]:
    row = workplace.sql.execute(LIVE, [workplace.org_id]).fetchone()
    assert row is not None
    return row


def choose_plan(workplace: Workplace, name: str, cycle: str = "Monthly") -> Locator:
    """Open the dialog and choose a plan in it."""
    page = workplace.screen.page
    page.get_by_role("button", name="Change plan").click()
    dialog = page.get_by_role("dialog", name="Change plan")
    dialog.get_by_text(cycle, exact=True).click()
    dialog.get_by_role("radio", name=name, exact=True).click()
    return dialog


def test_no_plan_is_said_and_a_system_admin_subscribes(workplace: Workplace) -> None:
    workplace.open()
    card = region(workplace.screen, "Subscription")
    expect(card).to_contain_text("No plan")
    expect(card).to_contain_text("This organization has no subscription.")
    expect(card).to_contain_text("Whoever runs this platform can subscribe it to a plan.")
    # Nothing is made up: no name of a plan, no price, no state.
    expect(card).not_to_contain_text(re.compile("[$]|Platform|Active"))
    expect(card.get_by_role("button")).to_have_count(0)

    root = workplace.root
    workplace.open(screen=root)
    root.page.get_by_role("button", name="Subscribe to a plan").click()
    dialog = root.page.get_by_role("dialog", name="Subscribe Workplace")
    expect(dialog.get_by_role("button", name="Subscribe", exact=True)).to_be_disabled()
    dialog.get_by_text("Yearly", exact=True).click()
    dialog.get_by_role("radio", name="Hybrid").click()
    expect(dialog.get_by_role("radio", name="Hybrid")).to_contain_text("$1,068.00 / year")
    dialog.get_by_role("textbox", name="Trial, in days").fill("14")
    dialog.get_by_role("button", name="Subscribe to Hybrid").dblclick()
    said(root, "Workplace has the plan Hybrid.")
    card = region(root, "Subscription")
    expect(card.get_by_text("Trialing", exact=True)).to_be_visible()
    expect(card).to_contain_text("$1,068.00 / year, $89.00 a month")
    expect(fact(card, "Trial ends").locator("time")).to_be_visible()
    assert live(workplace)["status"] == "trialing"


def test_an_upgrade_shows_its_proration_first(workplace: Workplace) -> None:
    workplace.subscribe("byok")
    workplace.open()
    page = workplace.screen.page
    page.get_by_role("button", name="Change plan").click()
    dialog = page.get_by_role("dialog", name="Change plan")
    prices = {"Bring your own keys": "$30.00", "Platform": "$50.00", "Hybrid": "$99.00"}
    for name, price in prices.items():
        offer = dialog.get_by_role("radio", name=name, exact=True)
        expect(offer).to_contain_text(f"{price} / month")
    expect(dialog.get_by_role("button", name="Change plan")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Change plan")).to_be_focused()

    dialog = choose_plan(workplace, "Platform")
    # It began a moment ago, so that the whole period is still unused.
    expect(dialog.get_by_test_id("amount-due")).to_have_text("$20.00")
    expect(dialog).to_contain_text("Takes effect at once.")
    expect(effect(dialog, "Price a month")).to_contain_text("$30.00$50.00")
    assert live(workplace)["plan"] == "byok"
    dialog.get_by_role("button", name="Change now to Platform").dblclick()
    said(workplace.screen, "The plan is now Platform, billed monthly.")
    card = region(workplace.screen, "Subscription")
    expect(card).to_contain_text("Platform$50.00 / month")
    assert live(workplace)["plan"] == "platform"

    dialog = choose_plan(workplace, "Platform", "Yearly")
    expect(effect(dialog, "Billed each time")).to_contain_text("$50.00$540.00")
    dialog.get_by_role("button", name="Change now to Platform").click()
    said(workplace.screen, "The plan is now Platform, billed yearly.")
    expect(card).to_contain_text("$540.00 / year, $45.00 a month")
    expect(fact(card, "Billing cycle")).to_have_text("Yearly")


def test_a_downgrade_waits_and_can_be_withdrawn(workplace: Workplace) -> None:
    workplace.subscribe("hybrid")
    workplace.open()
    dialog = choose_plan(workplace, "Bring your own keys")
    expect(dialog).to_contain_text("when the present period ends")
    expect(dialog).to_contain_text("Nothing is charged now")
    dialog.get_by_role("button", name="Change later to BYOK").click()
    said(workplace.screen, "The plan changes to BYOK, billed monthly when the period ends.")
    page, card = workplace.screen.page, region(workplace.screen, "Subscription")
    expect(card).to_contain_text("Changes to BYOK")
    expect(card).to_contain_text("Hybrid$99.00 / month")
    assert live(workplace)["next_plan"] == "byok"
    card.get_by_role("button", name="Keep Hybrid").click()
    keeping = page.get_by_role("dialog", name="Keep Hybrid")
    keeping.get_by_role("button", name="Keep Hybrid").dblclick()
    said(workplace.screen, "Hybrid goes on as before.")
    expect(card).not_to_contain_text("Changes to")
    assert live(workplace)["next_plan"] is None


def test_a_cancellation_can_be_withdrawn_or_is_at_once(workplace: Workplace) -> None:
    workplace.subscribe("platform")
    workplace.open()
    page, card = workplace.screen.page, region(workplace.screen, "Subscription")
    card.get_by_role("button", name="Cancel subscription").click()
    dialog = page.get_by_role("dialog", name="Cancel Platform")
    expect(dialog).to_contain_text("Every credit stays in the pool")
    dialog.get_by_role("button", name="Cancel", exact=True).click()
    expect(dialog).to_have_count(0)
    card.get_by_role("button", name="Cancel subscription").click()
    dialog.get_by_role("button", name=re.compile("^End it on ")).dblclick()
    said(workplace.screen, "The subscription ends on ")
    expect(fact(card, "Ends").locator("time")).to_be_visible()
    expect(fact(card, "Next billing")).to_have_text("Nothing will be billed")
    assert live(workplace)["cancel_at"] is not None
    card.get_by_role("button", name="Keep Platform").click()
    keeping = page.get_by_role("dialog", name="Keep Platform")
    expect(keeping).to_contain_text("The cancellation is withdrawn")
    keeping.get_by_role("button", name="Keep Platform").click()
    said(workplace.screen, "Platform goes on as before.")
    assert live(workplace)["cancel_at"] is None

    card.get_by_role("button", name="Cancel subscription").click()
    dialog.get_by_role("radio", name="Now", exact=True).check()
    expect(dialog).to_contain_text("Members can spend nothing from this moment on.")
    dialog.get_by_role("button", name="End it now").dblclick()
    said(workplace.screen, "The subscription has ended.")
    expect(card.get_by_text("Canceled", exact=True)).to_be_visible()
    expect(card.get_by_role("button")).to_have_count(0)
    expect(card).to_contain_text("Whoever runs this platform can subscribe it to a plan.")
    assert live(workplace)["status"] == "canceled"
    workplace.root.sign_in(JOHN)
    workplace.open(screen=workplace.root)
    expect(region(workplace.root, "Subscription")).to_contain_text("Canceled")


def test_a_failed_payment_is_said_with_its_grace(workplace: Workplace) -> None:
    workplace.subscribe("platform")
    path = f"/org-billing/subscriptions/{workplace.org_id}/past-due"
    workplace.root.send("POST", path, {"grace_days": 5})
    workplace.open()
    card = region(workplace.screen, "Subscription")
    expect(card.get_by_text("Past due", exact=True)).to_be_visible()
    expect(card).to_contain_text("The last payment failed. Members can spend until ")
    expect(fact(card, "Spending allowed until").locator("time")).to_be_visible()
