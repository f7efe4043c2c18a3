"""A person's own screen: every figure as the tables have it, every control, every look."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.figures import joined, many, number, percent, total, used
from tests.browser.people import ACME, BETA, GAMAL, GRACE, JOHN, PEOPLE, PHONE, ROOT, Person
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

REQUESTS = "select * from credit_requests where user_id = 'demo-john' order by created_at"


def card(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("article", name=name, exact=True)


def fact(within: Locator, name: str) -> Locator:
    """Return the figure beside its name in a list of facts."""
    return within.locator(f"dt:text-is('{name}') + dd")


def stat(screen: Screen, label: str) -> Locator:
    """Return the large figure under its label."""
    label_at = screen.page.get_by_text(label, exact=True)
    return label_at.locator("xpath=following-sibling::div[1]").first


def choose(screen: Screen, name: str) -> None:
    """Narrow the page to one organization, or widen it again."""
    screen.page.get_by_role("combobox", name="Organization to show").select_option(label=name)


def as_table(screen: Screen, title: str) -> Locator:
    """Show a chart's data; returns the rows."""
    chart = screen.page.get_by_role("region", name=title, exact=True)
    chart.get_by_role("button", name="Show as table").click()
    return screen.page.get_by_role("table", name=title).get_by_role("row")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_the_totals_are_the_persons_own(
    screen: Screen, sql: OwnerConnection, person: Person
) -> None:
    screen.sign_in(person)
    rows = [row for row in used(sql, person) if row["requests"]]
    organizations = len({row["org_id"] for row in rows})
    services = len({(row["service_type"], row["service_name"]) for row in rows})
    said = (
        f"{number(total(rows, 'credits'))} credits used across "
        f"{many(organizations, 'organization')}; {many(total(rows, 'requests'), 'request')}; "
        f"{many(services, 'service')}; in the last 30 days."
    )
    expect(screen.page.get_by_text(said, exact=True)).to_be_visible()
    expect(stat(screen, "Credits used")).to_have_text(number(total(rows, "credits")))
    expect(stat(screen, "Requests")).to_have_text(number(total(rows, "requests")))
    expect(stat(screen, "Services")).to_have_text(number(services))
    left = total(joined(sql, person), "left")
    expect(stat(screen, "Credits left")).to_have_text(number(left))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_each_organization_has_its_card(
    screen: Screen, sql: OwnerConnection, person: Person
) -> None:
    screen.sign_in(person)
    organizations = joined(sql, person)
    screen.settle()
    expect(screen.page.get_by_role("article")).to_have_count(len(organizations))
    for one in organizations:
        shown = card(screen, one["name"])
        plan = "BYOK" if one["plan"] == "byok" else str(one["plan"]).capitalize()
        expect(shown).to_contain_text(f"{plan}, ${one['price']:.2f} / month")
        rows = used(sql, person, one["org_id"])
        if one["allocated"] is None:
            expect(shown).to_contain_text("No credits are allocated to you here.")
            continue
        expect(fact(shown, "Allocated")).to_have_text(number(one["allocated"]))
        expect(fact(shown, "Used")).to_have_text(number(one["used"]))
        expect(shown).to_contain_text(f"{number(one['left'])}credits left")
        expect(shown).to_contain_text(f"Used{percent(one['used'], one['allocated'])}")
        spent = number(total(rows, "credits"))
        expect(fact(shown, "Used in the last 30 days")).to_have_text(spent)
        asked = number(total(rows, "requests"))
        expect(fact(shown, "Requests in the last 30 days")).to_have_text(asked)
        expect(fact(shown, "Resets").locator("time")).to_be_visible()


def test_the_days_of_the_chart_are_those_of_the_tables(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(JOHN)
    expect(
        screen.page.get_by_role("img", name=re.compile("in all organizations on"))
    ).to_be_visible()
    by_day: dict[str, Decimal] = {}
    for row in used(sql, JOHN):
        by_day[str(row["day"])] = by_day.get(str(row["day"]), Decimal(0)) + row["credits"]
    rows = as_table(screen, "Usage by day")
    expect(rows).to_have_count(31)
    shown = {
        row.locator("time").get_attribute("datetime"): row.get_by_role("cell").nth(1).inner_text()
        for row in rows.all()[1:]
    }
    assert {day: figure for day, figure in shown.items() if figure != "0"} == {
        day: number(credits) for day, credits in by_day.items() if credits
    }
    screen.page.get_by_role("button", name="Show as chart").click()
    expect(screen.page.get_by_role("img", name=re.compile("on each of the last"))).to_be_visible()


def test_organizations_are_compared(screen: Screen, sql: OwnerConnection) -> None:
    screen.sign_in(JOHN)
    rows = as_table(screen, "Organizations compared")
    for one in joined(sql, JOHN):
        cells = rows.filter(has_text=one["name"]).get_by_role("cell")
        share = percent(one["used"], one["allocated"])
        figures = [one["allocated"], one["used"], share, one["left"]]
        requests = total(used(sql, JOHN, one["org_id"]), "requests")
        wanted = [f if isinstance(f, str) else number(f) for f in [*figures, requests]]
        expect(cells).to_have_text([one["name"], *wanted])


def test_the_page_narrows_to_one_organization(screen: Screen, sql: OwnerConnection) -> None:
    screen.sign_in(JOHN)
    choose(screen, "Beta LLC")
    expect(screen.page.get_by_role("article")).to_have_count(1)
    expect(card(screen, "Beta LLC")).to_be_visible()
    rows = used(sql, JOHN, BETA)
    expect(stat(screen, "Credits used")).to_have_text(number(total(rows, "credits")))
    expect(stat(screen, "Requests")).to_have_text(number(total(rows, "requests")))
    chart = screen.page.get_by_role("img", name=re.compile("Credits used in Beta LLC"))
    expect(chart).to_be_visible()
    expect(screen.page.get_by_text("Organizations compared")).to_have_count(0)
    choose(screen, "All organizations")
    expect(screen.page.get_by_role("article")).to_have_count(2)


def test_links_lead_to_where_they_say(screen: Screen) -> None:
    screen.sign_in(JOHN)
    for name, org_id in (("Acme Corp", ACME), ("Beta LLC", BETA)):
        screen.page.get_by_role("link", name=f"Billing of {name}").click()
        expect(screen.page).to_have_url(f"{screen.address}/organizations/{org_id}")
        expect(screen.page.get_by_role("heading", level=1, name=name)).to_be_visible()
        screen.page.go_back()
    screen.page.get_by_role("link", name="Join an organization").click()
    expect(screen.page).to_have_url(f"{screen.address}/join")


def test_a_member_asks_for_more_and_takes_it_back(screen: Screen, sql: OwnerConnection) -> None:
    screen.sign_in(JOHN)
    asks = card(screen, "Beta LLC").get_by_role("button", name="Ask for more credits")
    asks.click()
    dialog = screen.page.get_by_role("dialog", name="Ask Beta LLC for more credits")
    confirm = dialog.get_by_role("button", name=re.compile("^Ask"))
    expect(dialog.get_by_label("How many more")).to_be_focused()
    expect(confirm).to_be_disabled()
    dialog.get_by_label("How many more").fill("250.5")
    expect(confirm).to_have_text("Ask for 250.5 credits")
    (beta,) = [one for one in joined(sql, JOHN) if one["org_id"] == BETA]
    expect(dialog.get_by_text(f"You have {number(beta['left'])} left.")).to_be_visible()
    expect(confirm).to_be_disabled()
    dialog.get_by_label("What for").fill("The translation of the handbook.")
    screen.settle()
    assert not screen.violations()
    confirm.dblclick()
    expect(dialog).to_be_hidden()
    shown = card(screen, "Beta LLC")
    expect(shown).to_contain_text("You asked for 250.5 more")
    expect(shown).to_contain_text("The translation of the handbook.")
    (row,) = [one for one in sql.execute(REQUESTS).fetchall() if one["status"] == "pending"]
    assert (str(row["org_id"]), row["requested_credits"]) == (BETA, Decimal("250.5"))
    expect(asks).to_have_count(0)
    shown.get_by_role("button", name="Withdraw").click()
    dialog = screen.page.get_by_role("dialog", name="Withdraw the request")
    dialog.get_by_role("button", name="Cancel").click()
    expect(shown).to_contain_text("You asked for 250.5 more")
    shown.get_by_role("button", name="Withdraw").click()
    dialog.get_by_role("button", name="Withdraw").click()
    expect(asks).to_be_visible()
    assert {one["status"] for one in sql.execute(REQUESTS).fetchall()} == {"withdrawn"}


def test_what_the_server_says_against_it_is_shown(screen: Screen) -> None:
    screen.sign_in(JOHN)
    card(screen, "Acme Corp").get_by_role("button", name="Ask for more credits").click()
    path = f"/org-billing/credits/{ACME}/requests"
    other = screen.send("POST", path, {"credits": 1, "reason": "From another window."})
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("How many more").fill("10")
    dialog.get_by_label("What for").fill("From this window.")
    dialog.get_by_role("button", name="Ask for 10 credits").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Not done")
    screen.forgive("409")
    screen.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    # The keyboard goes on from where it was.
    focused = card(screen, "Acme Corp").get_by_role("button", name="Ask for more credits")
    expect(focused).to_be_focused()
    screen.send("POST", f"{path}/{other['id']}/withdraw")


def test_an_invitation_that_waits_is_shown(screen: Screen, colleague: Screen) -> None:
    colleague.sign_in(GAMAL)
    mine = colleague.send("GET", "/auth/me")["organizations"]
    gamma = next(one["org_id"] for one in mine if one["org_name"] == "Gamma Inc")
    path = f"/organizations/{gamma}/invitations"
    made = colleague.send("POST", path, {"email": JOHN.email, "role": "member"})
    screen.sign_in(JOHN)
    shown = screen.page.get_by_role("region", name="An invitation for you")
    expect(shown).to_contain_text("Gamma Inc")
    expect(shown).to_contain_text("Gamal Haddad invites you as member")
    screen.settle()
    assert not screen.violations()
    shown.get_by_role("link", name="enter its code").click()
    expect(screen.page).to_have_url(f"{screen.address}/join")
    colleague.send("DELETE", f"{path}/{made['invitation_id']}")


def test_who_belongs_nowhere_sees_what_to_do(screen: Screen) -> None:
    screen.sign_in(ROOT)
    expect(screen.page.get_by_text("You belong to no organization yet")).to_be_visible()
    screen.page.get_by_role("link", name="Create an organization").click()
    expect(screen.page).to_have_url(f"{screen.address}/organizations/new")
    screen.page.go_back()
    screen.page.get_by_role("link", name="Join with an invitation").click()
    expect(screen.page).to_have_url(f"{screen.address}/join")


def test_who_has_no_allocation_is_not_shown_a_zero(screen: Screen) -> None:
    screen.sign_in(GRACE)
    expect(card(screen, "Acme Corp")).to_contain_text("No credits are allocated to you here.")
    expect(card(screen, "Acme Corp").get_by_role("meter")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("person", [JOHN, ROOT], ids=lambda person: person.name)
def test_a_phone_shows_all_of_it(screen: Screen, person: Person, scheme: str) -> None:
    screen.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screen.sign_in(person)
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("heading", level=1, name="My usage")).to_be_visible()
    screen.settle()
    assert screen.overflow_px() == 0
    assert not screen.violations()
    if person is JOHN:
        as_table(screen, "Usage by day")
        as_table(screen, "Organizations compared")
        assert screen.overflow_px() == 0
        assert not screen.violations()
