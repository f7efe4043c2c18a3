"""The system admin's screen: its figures, its list, and everything that can be done from it."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlparse
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.people import JOHN, PHONE, ROOT
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

# Scrolls through the whole list; returns the slowest frame, in milliseconds.
SCROLL = """async list => {
    let slowest = 0, last = performance.now();
    for (let at = 0; at < 60; at += 1) {
        list.scrollTop = list.scrollHeight * (at / 60);
        await new Promise(requestAnimationFrame);
        slowest = Math.max(slowest, performance.now() - last); last = performance.now();
    }
    return slowest;
}"""


@pytest.fixture
def system(screen: Screen) -> Screen:
    """The system screen, opened by a system admin."""
    screen.sign_in(ROOT)
    screen.open("/admin")
    expect(screen.page.get_by_role("heading", level=2, name="Plans")).to_be_visible(timeout=20_000)
    return screen


def usd(amount: Any) -> str:
    return f"${amount:,.2f}"


def new_organization(screen: Screen) -> tuple[str, str]:
    """An organization of whoever is signed in; returns id and name."""
    name = f"Zenith {uuid4().hex[:8]}"
    made = screen.send("POST", "/organizations", {"name": name})
    return made["org_id"], name


def subscribe(screen: Screen, org_id: str) -> None:
    body = {"org_id": org_id, "subscription_plan": "hybrid", "billing_cycle": "monthly"}
    screen.send("POST", "/org-billing/subscriptions", body)


def status_of(sql: OwnerConnection, org_id: str) -> Any:
    row = sql.execute(
        "select status from organization_subscriptions where org_id = %s"
        " order by created_at desc limit 1",
        [org_id],
    ).fetchone()
    return row and row["status"]


def table(screen: Screen) -> Locator:
    return screen.page.get_by_role("table", name="Organizations")


def find(screen: Screen, name: str) -> None:
    """Search for one organization in the list."""
    screen.page.get_by_label("Search organizations").fill(name)
    expect(table(screen).get_by_role("link")).to_have_count(1)
    expect(table(screen).get_by_role("link", name=name)).to_be_visible()


def choose(screen: Screen, name: str, action: str) -> Locator:
    """Choose an action in an organization's menu; returns the dialog that it opens."""
    screen.page.get_by_role("button", name=f"Actions for {name}").click()
    screen.page.get_by_role("menuitem", name=action).click()
    return screen.page.get_by_role("dialog")


def test_the_figures_are_those_of_the_database(system: Screen, sql: OwnerConnection) -> None:
    page = system.page
    row = sql.execute(
        "select sum(recurring_revenue(status, price_usd, billing_cycle)) as mrr,"
        " count(*) filter (where status in ('active', 'past_due')) as subscriptions"
        " from organization_subscriptions"
    ).fetchone()
    assert row is not None
    expect(page.get_by_text(usd(row["mrr"]), exact=True)).to_be_visible()
    expect(page.get_by_text(usd(12 * row["mrr"]), exact=True)).to_be_visible()
    sentence = f"{usd(row['mrr'])} a month from {row['subscriptions']} subscriptions"
    expect(page.get_by_text(sentence)).to_be_visible()
    # Each figure says its change, or that there is none to say.
    changes = re.compile("since a month ago|nothing to compare with a month ago")
    expect(page.get_by_text(changes)).to_have_count(4)

    plans = page.get_by_role("region", name="Plans").first
    plans.get_by_role("button", name="Show as table").click()
    listed = sql.execute(
        "select plan, count(s.org_id) filter (where s.status in ('active', 'past_due')) as n,"
        " coalesce(sum(recurring_revenue(s.status, s.price_usd, s.billing_cycle)), 0) as mrr"
        " from plans left join organization_subscriptions as s on s.subscription_plan = plan"
        " and s.status <> 'canceled' group by plan"
    ).fetchall()
    names = {"byok": "BYOK", "platform": "Platform", "hybrid": "Hybrid"}
    for plan in listed:
        cells = f"{names[plan['plan']]}\\s+{plan['n']}\\s+\\{usd(plan['mrr'])}"
        expect(plans.get_by_role("row", name=re.compile(cells))).to_be_visible()
    plans.get_by_role("button", name="Show as chart").click()
    expect(plans.get_by_role("img").first).to_be_visible()

    top = page.get_by_role("region", name="Most used").first
    top.get_by_role("button", name="Show as table").click()
    first = system.send("GET", "/org-billing/billing/system?limit=1")["top_organizations_by_usage"][
        0
    ]
    used = sql.execute(
        "select sum(credits_used) as credits from credit_usage_attribution where org_id = %s"
        " and created_at at time zone 'UTC' >= (now() at time zone 'UTC')::date - 29",
        [first["org_id"]],
    ).fetchone()
    assert used is not None
    assert float(used["credits"]) == first["total_credits_30_days"]
    expect(top.get_by_role("row").nth(1)).to_contain_text(f"{used['credits'].normalize():,f}")
    top.get_by_role("link", name=first["org_name"]).click()
    expect(page.get_by_role("heading", level=1, name=first["org_name"])).to_be_visible()


ORDERS = {
    "Organization": ("lower(o.name)", "asc"),
    "Pool": ("p.total_credits", "desc"),
    "Used": (
        "(select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a"
        " where a.org_id = o.org_id)",
        "desc",
    ),
    "Paid so far": ("p.lifetime_spent_usd", "desc"),
    "Since": ("o.created_at", "desc"),
    "A month": (
        "(select coalesce(sum(recurring_revenue(s.status, s.price_usd, s.billing_cycle)), 0)"
        " from organization_subscriptions as s where s.org_id = o.org_id)",
        "desc",
    ),
}


@pytest.mark.parametrize("header", ORDERS)
def test_the_list_is_sorted_by_the_server(
    system: Screen, sql: OwnerConnection, header: str
) -> None:
    key, direction = ORDERS[header]
    turned = {"asc": "desc", "desc": "asc"}[direction]
    # It opens by revenue, so the first click on that column turns it round.
    clicks = (turned, direction) if header == "A month" else (direction, turned)
    for way in clicks:
        table(system).get_by_role("button", name=header).click()
        words = {"asc": "ascending", "desc": "descending"}[way]
        column = table(system).get_by_role("columnheader", name=header)
        expect(column).to_have_attribute("aria-sort", words)
        best = sql.execute(
            f"select o.name from organizations as o join organization_credit_pools as p"
            f" using (org_id) order by {key} {way}, o.org_id limit 1".encode()
        ).fetchone()
        assert best is not None
        expect(table(system).get_by_role("link").first).to_have_text(best["name"])


def test_the_list_is_filtered_and_searched(system: Screen, sql: OwnerConnection) -> None:
    page = system.page
    page.get_by_role("combobox", name="Plan").click()
    page.get_by_role("option", name="Hybrid").click()
    rows = sql.execute(
        "select o.name from organization_subscriptions as s join organizations as o using (org_id)"
        " where s.subscription_plan = 'hybrid' and s.status <> 'canceled'"
    ).fetchall()
    expect(table(system).get_by_role("link")).to_have_count(len(rows))
    for row in rows:
        # Names may stand twice: organizations of other tests.
        expect(table(system).get_by_role("link", name=row["name"]).first).to_be_visible()
    page.get_by_label("All plans").click()
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Past due").click()
    late = sql.execute(
        "select o.name from organization_subscriptions as s join organizations as o using (org_id)"
        " where s.status = 'past_due'"
    ).fetchall()
    expect(table(system).get_by_role("link")).to_have_count(len(late))
    page.get_by_label("All states").click()
    find(system, "Beta LLC")
    page.get_by_label("Search organizations").fill("no such organization")
    expect(page.get_by_text("No organization matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    table(system).get_by_role("link", name="Beta LLC").click()
    expect(page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()


def test_a_failed_payment_and_what_can_be_done(system: Screen, sql: OwnerConnection) -> None:
    page = system.page
    org_id, name = new_organization(system)
    subscribe(system, org_id)
    page.reload()
    find(system, name)
    dialog = choose(system, name, "Payment failed …")
    dialog.get_by_label("Reason").fill("The card has expired.")
    dialog.get_by_role("button", name="Payment failed").click()
    failure = page.get_by_role("listitem", name=name)
    expect(failure).to_contain_text("The card has expired.")
    expect(failure).to_contain_text("$99.00 due")
    assert status_of(sql, org_id) == "past_due"

    failure.get_by_role("button", name="Mark as paid").click()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method + request.url))
    # A double click is one click.
    page.get_by_role("dialog").get_by_role("button", name="Mark as paid").dblclick()
    expect(failure).to_have_count(0)
    assert status_of(sql, org_id) == "active"
    assert len([one for one in sent if one.startswith("POST")]) == 1


def test_a_past_due_subscription_is_paused_and_goes_on(
    system: Screen, sql: OwnerConnection
) -> None:
    page = system.page
    org_id, name = new_organization(system)
    subscribe(system, org_id)
    system.send("POST", f"/org-billing/subscriptions/{org_id}/past-due", {})
    page.reload()
    failure = page.get_by_role("listitem", name=name)
    page.get_by_role("button", name=f"More for {name}").click()
    page.get_by_role("menuitem", name="Pause …").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(failure).to_have_count(0)
    assert status_of(sql, org_id) == "paused"

    find(system, name)
    choose(system, name, "Resume the subscription …").get_by_role("button", name="Resume").click()
    expect(page.get_by_text(f"The subscription of {name} runs again.")).to_be_visible()
    # Its standing is the one before the pause.
    assert status_of(sql, org_id) == "past_due"


def test_a_subscription_ends_and_another_begins(system: Screen, sql: OwnerConnection) -> None:
    page = system.page
    org_id, name = new_organization(system)
    subscribe(system, org_id)
    # Who owes for an earlier subscription gets no trial.
    system.send("POST", f"/org-billing/subscriptions/{org_id}/reactivate", {})
    page.reload()
    find(system, name)
    dialog = choose(system, name, "Cancel …")
    dialog.get_by_label("Now").check()
    dialog.get_by_role("button", name="Cancel the subscription").click()
    expect(table(system).get_by_text("Canceled")).to_be_visible()
    assert status_of(sql, org_id) == "canceled"

    dialog = choose(system, name, "New subscription …")
    dialog.get_by_role("combobox", name="Plan").click()
    page.get_by_role("option", name=re.compile("^Platform")).click()
    dialog.get_by_text("Yearly").click()
    expect(dialog.get_by_text("$540.00 a year, first invoiced now.")).to_be_visible()
    dialog.get_by_label("Trial").fill("14")
    dialog.get_by_role("button", name="Subscribe").click()
    expect(table(system).get_by_text("Trialing")).to_be_visible()
    made = sql.execute(
        "select subscription_plan, billing_cycle, status from organization_subscriptions"
        " where org_id = %s and status <> 'canceled'",
        [org_id],
    ).fetchone()
    assert made == {
        "subscription_plan": "platform",
        "billing_cycle": "yearly",
        "status": "trialing",
    }


def test_an_organization_is_created_suspended_and_reactivated(
    system: Screen, sql: OwnerConnection
) -> None:
    page = system.page
    name = f"Zenith {uuid4().hex[:8]}"
    page.get_by_role("button", name="New organization").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    expect(dialog.get_by_role("button", name="Create")).to_be_disabled()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    # Its subscription is the next step.
    expect(page.get_by_role("dialog", name=f"New subscription of {name}")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="New subscription").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Organization").fill(name)
    page.get_by_role("option", name=name).click()
    dialog.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_text(f"{name} is on")).to_be_visible()
    find(system, name)
    choose(system, name, "Suspend …").get_by_role("button", name="Suspend").click()
    expect(table(system).get_by_text("Suspended")).to_be_visible()
    sought = "select status from organizations where name = %s"
    assert sql.execute(sought, [name]).fetchone() == {"status": "suspended"}
    choose(system, name, "Reactivate …").get_by_role("button", name="Reactivate").click()
    expect(table(system).get_by_text("Suspended")).to_have_count(0)
    assert sql.execute(sought, [name]).fetchone() == {"status": "active"}


def test_a_refusal_says_why_and_the_dialog_keeps_the_focus(system: Screen) -> None:
    page = system.page
    org_id, name = new_organization(system)
    page.reload()
    find(system, name)
    dialog = choose(system, name, "Suspend …")
    expect(dialog.locator(":focus"), "its file has come").to_have_count(1)
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('[role=dialog]')")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name=f"Actions for {name}")).to_be_focused()
    dialog = choose(system, name, "Suspend …")
    system.send("POST", f"/organizations/{org_id}/close")
    dialog.get_by_role("button", name="Suspend").click()
    expect(dialog.get_by_role("alert")).to_contain_text("closed")
    system.forgive("status of 409")


@pytest.mark.speed
def test_ten_thousand_organizations_scroll(screen: Screen) -> None:
    """The browser holds the rows in view; pages are read as they are needed."""
    screen.sign_in(ROOT)
    real = screen.send("GET", "/org-billing/billing/system?limit=1")
    asked: list[int] = []

    def answer(route: Route) -> None:
        query = parse_qs(urlparse(route.request.url).query)
        # The largest page that the server gives, so that the test is about scrolling.
        start, limit = int(query.get("cursor", ["0"])[0]), 500
        asked.append(start)
        rows = [
            {**real["organizations"][0], "org_id": str(at), "org_name": f"Company {at}"}
            for at in range(start, min(start + limit, 10_000))
        ]
        following = str(start + limit) if start + limit < 10_000 else None
        body = {**real, "organizations": rows, "organizations_next": following}
        route.fulfill(body=json.dumps(body), content_type="application/json")

    screen.page.route("**/billing/system*", answer)
    screen.open("/admin")
    expect(table(screen).get_by_role("link", name="Company 0", exact=True)).to_be_visible()
    list_ = screen.page.get_by_role("region", name="Organizations")
    for _ in range(400):
        list_.evaluate("list => { list.scrollTop = list.scrollHeight }")
        screen.page.wait_for_timeout(30)
        if max(asked) >= 9_500:
            break
    expect(list_).to_have_attribute("aria-busy", "false")
    list_.evaluate("list => { list.scrollTop = list.scrollHeight }")
    expect(table(screen).get_by_role("link", name="Company 9999")).to_be_visible()
    assert table(screen).get_by_role("row").count() < 80
    # A shared machine hiccups; ten thousand rows in the page would take seconds each time.
    assert min(list_.evaluate(SCROLL) for _ in range(5)) < 500


def test_it_is_for_system_admins(screen: Screen) -> None:
    screen.sign_in(JOHN)
    screen.open("/admin")
    expect(screen.page.get_by_text("This page is for system admins")).to_be_visible()
    screen.settle()
    assert not screen.violations()
    screen.page.get_by_role("link", name="Go to my usage").click()
    expect(screen.page.get_by_role("heading", level=1, name="My usage")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everybody_can_read_it(system: Screen, scheme: str, size: str) -> None:
    if size == "phone":
        system.page.set_viewport_size(PHONE)
    system.choose_theme(scheme)
    expect(system.page.get_by_role("region", name="Most used").first).to_be_visible()
    system.settle()
    assert not system.violations()
    assert system.overflow_px() <= 0
    for opener in ("New organization", "New subscription"):
        system.page.get_by_role("button", name=opener).click()
        expect(system.page.get_by_role("dialog")).to_be_visible()
        system.settle()
        assert not system.violations()
        assert system.overflow_px() <= 0
        system.page.keyboard.press("Escape")
        expect(system.page.get_by_role("dialog")).to_have_count(0)
