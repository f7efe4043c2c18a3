"""An organization of a test's own, so that what is changed in it disturbs no other test."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.people import GRACE, ROOT
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

BOB_ID = "demo-bob"
JOHN_ID = "demo-john"
POOL = """
    select p.available_credits as available, p.allocated_credits as allocated,
        p.total_credits as total, p.lifetime_purchased_credits as bought,
        p.lifetime_spent_usd as paid, coalesce(sum(a.used_credits), 0) as used
    from organization_credit_pools as p
    left join user_credit_allocations as a on a.org_id = p.org_id
    where p.org_id = %s
    group by p.org_id
"""
ALLOCATION = """
    select allocated_credits as allocated, target_credits as target, used_credits as used,
        reset_period, notes
    from user_credit_allocations
    where org_id = %s and user_id = %s
"""


@dataclass(frozen=True)
class Workplace:
    """Grace owns it, John and Bob are members; `root` is a browser of the system admin."""

    org_id: str
    screen: Screen
    root: Screen
    sql: OwnerConnection

    def open(self, section: str = "", screen: Screen | None = None) -> None:
        (screen or self.screen).open(f"/organizations/{self.org_id}{section}")

    def pool(self) -> dict[str, Any]:
        """Return the pool as the tables have it."""
        row = self.sql.execute(POOL, [self.org_id]).fetchone()
        assert row is not None
        return row

    def allocation(self, user_id: str) -> dict[str, Any]:
        """Return a member's allocation as the tables have it."""
        row = self.sql.execute(ALLOCATION, [self.org_id, user_id]).fetchone()
        assert row is not None
        return row

    def subscribe(self, plan: str) -> None:
        body = {"org_id": self.org_id, "subscription_plan": plan}
        self.root.send("POST", "/org-billing/subscriptions", body)

    def grant(self, credits: float) -> None:
        self.root.send("POST", f"/org-billing/credits/{self.org_id}/add", {"credits": credits})


def found_workplace(screen: Screen, root: Screen, sql: OwnerConnection) -> Workplace:
    """Found an organization without plan or credits; Grace is signed in on `screen`."""
    screen.sign_in(GRACE)
    root.sign_in(ROOT)
    made = screen.send("POST", "/organizations", {"name": "Workplace"})
    for user_id in (JOHN_ID, BOB_ID):
        screen.send("POST", f"/organizations/{made['org_id']}/members", {"user_id": user_id})
    return Workplace(made["org_id"], screen, root, sql)


def region(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("region", name=name, exact=True)


def fact(within: Locator, name: str) -> Locator:
    """Return the figure beside, or below, its name."""
    return within.locator(f"dt:text-is('{name}') + dd")


def said(screen: Screen, words: str) -> None:
    """Wait for a notification, and put it away, so that it covers nothing."""
    note = screen.page.get_by_role("alert").filter(has_text=words)
    expect(note).to_be_visible()
    note.get_by_role("button").click()
    expect(note).to_have_count(0)


def effect(dialog: Locator, label: str) -> Locator:
    """Return the row of a dialog that says what a figure is now and after."""
    return dialog.get_by_role("row", name=label)
