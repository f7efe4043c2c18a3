"""U5: a late reply of A was merged into B, the first organization never loaded, and refreshing kept
stale numbers."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.figures import number
from tests.browser.people import ACME, BETA, JOHN
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

LEFT = """
    select allocated_credits - used_credits - held_credits as left
    from user_credit_allocations where org_id = %s and user_id = 'demo-john'
"""


def hold_back(screen: Screen, org_id: str) -> Callable[[], int]:
    """Keep the real replies about one organization; returns what lets them through."""
    kept: list[Callable[[], None]] = []
    is_held = True

    def keep(route: Route) -> None:
        if not is_held:
            route.continue_()
            return
        # The reply is the server's own; only its arrival is late.
        reply = route.fetch()
        kept.append(lambda: route.fulfill(response=reply))

    screen.page.route(f"**/api/v1/**{org_id}**", keep)

    def release() -> int:
        nonlocal is_held
        for _ in range(100):
            if kept:
                break
            screen.page.wait_for_timeout(100)
        is_held = False
        for arrive in kept:
            arrive()
        return len(kept)

    return release


def test_a_late_reply_of_the_first_never_shows_in_the_second(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(JOHN)
    release = hold_back(screen, ACME)
    screen.page.get_by_role("link", name="Billing of Acme Corp").click()
    expect(screen.page.get_by_text("Loading the organization")).to_be_attached()
    screen.page.get_by_role("banner").get_by_role("button", name="Acme Corp").click()
    screen.page.get_by_role("menuitem", name="Beta LLC").click()
    expect(screen.page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()
    assert release() > 0
    screen.page.wait_for_timeout(500)
    screen.settle()
    shown = screen.page.get_by_role("main").inner_text()
    left = {one: sql.execute(LEFT, [one]).fetchall()[0]["left"] for one in (ACME, BETA)}
    assert number(left[BETA]) in shown
    assert number(left[ACME]) not in shown
    assert "Acme" not in shown


def test_a_slow_first_organization_loads(screen: Screen) -> None:
    screen.sign_in(JOHN)
    release = hold_back(screen, ACME)
    screen.page.get_by_role("link", name="Billing of Acme Corp").click()
    assert release() > 0
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()


def test_a_refresh_shows_what_is_so_now(screen: Screen, sql: OwnerConnection) -> None:
    screen.sign_in(JOHN)
    card = screen.page.get_by_role("article", name="Beta LLC")
    before = sql.execute(LEFT, [BETA]).fetchall()[0]["left"]
    expect(card).to_contain_text(number(before))
    spent = {"user_id": "demo-john", "credits": 2, "service_type": "chat"}
    screen.send("POST", f"/org-billing/credits/{BETA}/deduct", spent)
    screen.page.reload()
    expect(card).to_contain_text(number(before - 2))
