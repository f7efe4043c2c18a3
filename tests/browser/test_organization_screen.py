"""An organization's screen: every figure as the tables have it, for admins and for members."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.figures import number, percent, total
from tests.browser.people import ACME, BETA, GRACE, JOHN, PHONE, Person
from tests.browser.screen import Screen
from tests.browser.workplace import POOL, fact, region
from tests.conftest import OwnerConnection

SECTIONS = ["", "/members", "/usage", "/history"]
ALLOCATIONS = """
    select u.name, a.allocated_credits as allocated, a.used_credits as used,
        a.remaining_credits as left
    from allocation_balances as a
    inner join users as u on u.user_id = a.user_id
    where a.org_id = %s
"""
USAGE = """
    select d.user_id, d.day::text, d.service_type, d.credits, d.requests
    from credit_usage_daily as d
    where d.org_id = %s and d.day > (now() at time zone 'UTC')::date - %s::int
"""
EVENTS = "select event_type, created_at from org_billing_history where org_id = %s"


def rows_of(page: Page) -> Locator:
    """Return the names in the table of allocations, in its order."""
    table = page.get_by_role("table", name="Allocations of Acme Corp")
    return table.locator("tbody tr[data-index] td:first-child span:first-child")


def open_acme(screen: Screen, person: Person, section: str = "") -> None:
    screen.sign_in(person)
    screen.open(f"/organizations/{ACME}{section}")


def download(screen: Screen, folder: Path) -> list[dict[str, str]]:
    """Save the CSV that the page offers; returns its rows."""
    with screen.page.expect_download() as started:
        screen.page.get_by_role("button", name="Download CSV").click()
    started.value.save_as(folder / "table.csv")
    with (folder / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_plan_and_pool_are_those_of_the_tables(screen: Screen, sql: OwnerConnection) -> None:
    open_acme(screen, GRACE)
    card = region(screen, "Subscription")
    expect(card).to_contain_text("Platform$50.00 / month")
    expect(card.get_by_text("Active", exact=True)).to_be_visible()
    expect(fact(card, "Next billing").locator("time")).to_be_visible()
    pool, shown = sql.execute(POOL, [ACME]).fetchone(), region(screen, "Credit pool")
    assert pool is not None
    for label, name in (("Total", "total"), ("Allocated", "allocated"), ("Used", "used")):
        expect(fact(shown, label)).to_have_text(number(pool[name]))
    expect(fact(shown, "Available")).to_have_text(number(pool["available"]))
    expect(fact(shown, "Bought so far")).to_have_text(f"{number(pool['bought'])} credits")
    expect(fact(shown, "Paid so far")).to_have_text(f"${pool['paid']:,.2f}")
    given = shown.get_by_role("meter", name="Allocated to members, of the total")
    words = f"({percent(pool['allocated'], pool['total'])})"
    expect(given).to_have_attribute("aria-valuetext", re.compile(re.escape(words)))
    used = shown.get_by_role("meter", name="Used, of what is allocated")
    words = f"({percent(pool['used'], pool['allocated'])})"
    expect(used).to_have_attribute("aria-valuetext", re.compile(re.escape(words)))


def test_allocations_are_sorted_and_searched(screen: Screen, sql: OwnerConnection) -> None:
    open_acme(screen, GRACE, "/members")
    page = screen.page
    rows = sql.execute(ALLOCATIONS, [ACME]).fetchall()

    def names(by: str, *, largest_first: bool = True) -> list[str]:
        ordered = sorted(rows, key=lambda row: row[by], reverse=largest_first)
        return [row["name"] for row in ordered]

    expect(rows_of(page)).to_have_text(names("used"))
    for header, by in (("Used", "used"), ("Left", "left"), ("Member", "name")):
        button = page.get_by_role("button", name=header, exact=True)
        is_name = by == "name"
        if by != "used":
            button.click()
            column = page.get_by_role("columnheader", name=header, exact=True)
            order = "ascending" if is_name else "descending"
            expect(column).to_have_attribute("aria-sort", order)
            expect(rows_of(page)).to_have_text(names(by, largest_first=not is_name))
        button.click()
        expect(rows_of(page)).to_have_text(names(by, largest_first=is_name))
    for header in ("Allocated", "Used, %"):
        page.get_by_role("button", name=header, exact=True).click()
        column = page.get_by_role("columnheader", name=header, exact=True)
        expect(column).to_have_attribute("aria-sort", "descending")
    bob = next(row for row in rows if row["name"] == "Bob Wilson")
    page.get_by_role("searchbox").fill("BOB@")
    expect(rows_of(page)).to_have_text(["Bob Wilson"])
    row = page.get_by_role("row", name="Bob Wilson")
    expect(row).to_contain_text(number(bob["left"]))
    expect(row).to_contain_text(percent(bob["used"], bob["allocated"]))
    page.get_by_role("searchbox").fill("nobody at all")
    expect(page.get_by_text("Nobody is found")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(rows_of(page)).to_have_count(len(rows))


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_usage_is_that_of_the_days(
    screen: Screen, sql: OwnerConnection, tmp_path: Path, days: int
) -> None:
    open_acme(screen, GRACE, "/usage")
    page = screen.page
    page.get_by_text(f"{days} days", exact=True).click()
    rows = sql.execute(USAGE, [ACME, days]).fetchall()
    expect(page.get_by_text(number(total(rows, "credits")), exact=True).first).to_be_visible()
    expect(page.get_by_text(number(total(rows, "requests")), exact=True).first).to_be_visible()
    for title in ("Usage over time", "Usage by service", "Usage by member"):
        card = region(screen, title)
        card.get_by_role("button", name="Show as table").click()
    services = page.get_by_role("table", name="Usage by service")
    models = [row for row in rows if row["service_type"] == "llm"]
    expect(services.get_by_role("row", name="Language models")).to_contain_text(
        number(total(models, "credits"))
    )
    jane = [row for row in rows if row["user_id"] == "demo-jane"]
    members = page.get_by_role("table", name="Usage by member")
    expect(members.get_by_role("row", name="Jane Smith")).to_contain_text(
        number(total(jane, "credits"))
    )
    by_day = page.get_by_role("table", name="Usage over time")
    expect(by_day.get_by_role("row")).to_have_count(days + 1)
    region(screen, "Usage over time").get_by_role("button", name="Show as chart").click()
    expect(page.get_by_role("img", name=f"each of the last {days} days")).to_be_visible()
    assert len(download(screen, tmp_path)) == total(rows, "requests")


def test_history_is_filtered_and_saved(
    screen: Screen, sql: OwnerConnection, tmp_path: Path
) -> None:
    open_acme(screen, GRACE, "/history")
    page = screen.page
    events = region(screen, "Events").get_by_role("listitem")
    rows = sql.execute(EVENTS, [ACME]).fetchall()
    expect(events).to_have_count(min(25, len(rows)))
    # It began with its first invoice: of one moment, either may stand last.
    expect(events.filter(has_text="Subscription started")).to_have_count(1)
    assert len(download(screen, tmp_path)) == len(rows)

    kind = page.get_by_role("combobox", name="Kind")
    kind.click()
    page.get_by_role("option", name="Credits ordered").click()
    purchases = [row for row in rows if row["event_type"] == "credit_purchase"]
    expect(events).to_have_count(len(purchases))
    expect(events.first).to_contain_text("credits")
    assert len(download(screen, tmp_path)) == len(purchases)
    kind.click()
    page.get_by_role("option", name="Overage charged").click()
    expect(page.get_by_text("No event fits the filter.")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()

    days = sorted({str(row["created_at"].date()) for row in rows})
    page.get_by_label("From").fill(days[1])
    page.get_by_label("To", exact=True).fill(days[-2])
    within = [row for row in rows if days[1] <= str(row["created_at"].date()) <= days[-2]]
    expect(events).to_have_count(len(within))
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(events).to_have_count(min(25, len(rows)))


def test_older_events_are_read_when_they_are_wanted(screen: Screen) -> None:
    def in_small_pages(route: Route) -> None:
        route.continue_(url=route.request.url.replace("limit=25", "limit=5"))

    screen.page.route("**/history?*", in_small_pages)
    open_acme(screen, GRACE, "/history")
    events = region(screen, "Events").get_by_role("listitem")
    expect(events).to_have_count(5)
    screen.page.get_by_role("button", name="Show older events").click()
    expect(events).to_have_count(10)


def test_a_member_sees_it_view_only(screen: Screen, sql: OwnerConnection) -> None:
    open_acme(screen, JOHN)
    page = screen.page
    own = next(
        row for row in sql.execute(ALLOCATIONS, [ACME]).fetchall() if row["name"] == "John Doe"
    )
    card = region(screen, "Your credits")
    expect(card).to_contain_text(f"{number(own['left'])}credits left")
    expect(fact(card, "Allocated")).to_have_text(number(own["allocated"]))
    expect(fact(card, "Used")).to_have_text(number(own["used"]))
    expect(region(screen, "Subscription").get_by_role("button")).to_have_count(0)
    pool = region(screen, "Credit pool")
    expect(fact(pool, "Total")).to_be_visible()
    expect(pool.get_by_role("button")).to_have_count(0)
    # What is kept from members is left out; 0 would be a claim.
    expect(pool.get_by_text(re.compile("so far"))).to_have_count(0)
    tabs = page.get_by_role("navigation", name="Sections")
    expect(tabs.get_by_role("link", name="Allocations")).to_have_count(0)
    expect(tabs.get_by_role("link", name="History")).to_have_count(0)
    for section in ("/members", "/history"):
        screen.open(f"/organizations/{ACME}{section}")
        expect(page.get_by_text("This part is for administrators")).to_be_visible()
    tabs.get_by_role("link", name="Usage").click()
    rows = sql.execute(USAGE, [ACME, 30]).fetchall()
    mine = [row for row in rows if row["user_id"] == "demo-john"]
    expect(page.get_by_text(number(total(mine, "credits")), exact=True).first).to_be_visible()
    expect(region(screen, "Usage by service")).to_be_visible()
    expect(region(screen, "Usage by member")).to_have_count(0)


def test_a_late_answer_of_one_is_never_shown_as_anothers(screen: Screen) -> None:
    """The organization is the address's, whatever arrives when."""
    held: list[Route] = []
    screen.sign_in(JOHN)
    screen.page.route(f"**/billing/org/{ACME}", lambda route: held.append(route))
    screen.open(f"/organizations/{ACME}")
    expect(screen.page.get_by_text("Loading the organization")).to_be_attached()
    screen.page.get_by_role("button", name="Organization:").click()
    screen.page.get_by_role("menuitem", name="Beta LLC").click()
    expect(screen.page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()
    shown = fact(region(screen, "Credit pool"), "Total").inner_text()
    for route in held:
        route.continue_()
    screen.settle()
    expect(screen.page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()
    expect(fact(region(screen, "Credit pool"), "Total")).to_have_text(shown)
    expect(screen.page).to_have_url(re.compile(BETA))


@pytest.mark.parametrize(
    ("section", "asked", "title"),
    [
        ("", "**/billing/org/*", "The organization could not be loaded"),
        ("/members", "**/allocations?*", "Allocations of Acme Corp: not loaded"),
        ("/usage", "**/usage?*", "The usage could not be loaded"),
        ("/history", "**/history?*", "The history could not be loaded"),
    ],
)
def test_a_failure_is_no_empty_page(screen: Screen, section: str, asked: str, title: str) -> None:
    problem = {"status": 403, "code": "no", "title": "No", "detail": "The moon is wrong."}
    screen.page.route(asked, lambda route: route.fulfill(status=403, json=problem))
    open_acme(screen, GRACE, section)
    failure = screen.page.get_by_role("alert").filter(has_text=title)
    expect(failure).to_contain_text("The moon is wrong.")
    screen.page.unroute(asked)
    screen.forgive("403")
    failure.get_by_role("button", name="Try again").click()
    expect(failure).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("person", [GRACE, JOHN], ids=lambda person: person.name)
def test_every_section_is_for_everybody(screen: Screen, person: Person, scheme: str) -> None:
    """On a desktop and on a phone: nothing for axe to say, nothing wider than the page."""
    open_acme(screen, person)
    screen.choose_theme(scheme)
    for section in SECTIONS:
        screen.open(f"/organizations/{ACME}{section}")
        for size in (PHONE, {"width": 1280, "height": 900}):
            screen.page.set_viewport_size(size)  # type: ignore[arg-type]
            expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
            screen.settle()
            assert screen.overflow_px() == 0, section
            assert not screen.violations(), section


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("section", "button"),
    [
        ("", "Change plan"),
        ("", "Cancel subscription"),
        ("", "Buy credits"),
        ("/members", "Allocate credits"),
        ("/members", "Change the allocation of Bob Wilson"),
        ("/members", "Reclaim credits from Bob Wilson"),
        ("/members", "Transfer credits from Bob Wilson"),
    ],
)
def test_every_dialog_is_for_everybody(
    screen: Screen, section: str, button: str, scheme: str
) -> None:
    open_acme(screen, GRACE, section)
    screen.choose_theme(scheme)
    screen.page.get_by_role("button", name=button).click()
    expect(screen.page.get_by_role("dialog")).to_be_visible()
    screen.settle()
    assert not screen.violations()
    # The keyboard stays in the dialog, and leaves it with Escape.
    for _ in range(12):
        screen.page.keyboard.press("Tab")
        assert screen.page.evaluate("!!document.activeElement.closest('[role=dialog]')")
    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_role("dialog")).to_have_count(0)
