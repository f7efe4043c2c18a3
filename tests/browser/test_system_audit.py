"""The audit log of the whole platform: read, filtered and exported by system admins."""

import csv
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import ALICE, GRACE, JOHN, PHONE, ROOT, Person
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

COUNT = "select count(*) as n from organization_audit_log where event_type = %s"


@pytest.fixture
def log(screen: Screen) -> Locator:
    """The log, opened by a system admin from the navigation."""
    screen.sign_in(ROOT)
    screen.page.get_by_role("navigation", name="Main").get_by_role("link", name="Audit log").click()
    expect(screen.page.get_by_role("heading", level=1, name="Audit log")).to_be_visible()
    found = screen.page.get_by_role("table", name="Audit log")
    expect(found).to_be_visible()
    return found


def choose_event(screen: Screen, name: str) -> None:
    screen.page.get_by_role("combobox", name="Event").click()
    screen.page.get_by_role("option", name=name, exact=True).click()


def test_events_say_where_they_happened(screen: Screen, log: Locator, colleague: Screen) -> None:
    colleague.sign_in(GRACE)
    name = f"Zenith {uuid4().hex[:8]}"
    made = colleague.send("POST", "/organizations", {"name": name})
    screen.page.reload()
    newest = log.get_by_role("row").nth(1)
    for words in ("Organization created", name, GRACE.name):
        expect(newest).to_contain_text(words)
    newest.get_by_role("link", name=name).click()
    expect(screen.page).to_have_url(f"{screen.address}/organizations/{made['org_id']}/audit")
    # Its own log has the same event.
    expect(log.get_by_role("row").nth(1)).to_contain_text("Organization created")


def test_signing_in_belongs_to_no_organization(screen: Screen, log: Locator) -> None:
    choose_event(screen, "Signed in")
    newest = log.get_by_role("row").nth(1)
    for words in ("Signed in", "No organization", ROOT.name, "from 127.0.0.1"):
        expect(newest).to_contain_text(words)
    expect(log.get_by_role("link")).to_have_count(0)


def test_it_narrows_to_an_event_a_person_and_days(
    screen: Screen, log: Locator, sql: OwnerConnection
) -> None:
    choose_event(screen, "Member added")
    counted = sql.execute(COUNT, ["org.member.added"]).fetchone()
    assert counted is not None
    assert counted["n"] > 1
    # Other events are gone, not only the first page of them.
    expect(log.get_by_text("Signed in")).to_have_count(0)
    expect(log.get_by_text("Member added").first).to_be_visible()
    screen.page.get_by_label("All events").click()
    choose_event(screen, "Signed in")
    log.get_by_role("button", name=ROOT.name).first.click()
    everybody = screen.page.get_by_role("button", name=f"By {ROOT.name}; show everybody")
    expect(everybody).to_be_visible()
    own = sql.execute(
        "select count(*) as n from organization_audit_log as l join users as u"
        " on u.user_id = l.actor_id where u.email = %s and l.event_type = 'user.signed_in'",
        [ROOT.email],
    ).fetchone()
    assert own is not None
    expect(log.get_by_role("row")).to_have_count(own["n"] + 1)
    screen.page.get_by_label("From").fill("2020-01-01")
    screen.page.get_by_label("To").fill("2020-01-02")
    expect(screen.page.get_by_text("Nothing like this happened")).to_be_visible()
    screen.page.get_by_role("button", name="Show everything").click()
    expect(everybody).to_have_count(0)
    expect(log.get_by_role("row").nth(1)).to_be_visible()


def test_what_is_shown_is_exported(
    screen: Screen, log: Locator, sql: OwnerConnection, tmp_path: Path
) -> None:
    choose_event(screen, "Organization created")
    expect(log.get_by_text("Signed in")).to_have_count(0)
    with screen.page.expect_download() as started:
        screen.page.get_by_role("button", name="Download CSV").click()
    started.value.save_as(tmp_path / "audit.csv")
    with (tmp_path / "audit.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = sql.execute(COUNT, ["org.created"]).fetchone()
    assert counted is not None
    assert len(rows) == counted["n"] > 1
    assert {row["event_type"] for row in rows} == {"org.created"}
    assert len({row["org_name"] for row in rows}) > 1


@pytest.mark.parametrize("person", [JOHN, ALICE], ids=lambda person: person.name)
def test_it_is_for_system_admins(screen: Screen, person: Person) -> None:
    screen.sign_in(person)
    navigation = screen.page.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link", name="Audit log")).to_have_count(0)
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.open("/admin/audit")
    expect(screen.page.get_by_text("This page is for system admins")).to_be_visible()
    screen.settle()
    assert not screen.violations()
    assert not [url for url in asked if "/system/audit" in url]


def test_a_log_that_failed_is_no_empty_log(screen: Screen) -> None:
    screen.sign_in(ROOT)
    screen.page.route("**/billing/system/audit*", lambda route: route.abort())
    screen.open("/admin/audit")
    alert = screen.page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("could not be reached", timeout=15_000)
    expect(screen.page.get_by_text("Nothing happened yet")).to_have_count(0)
    screen.page.unroute("**/billing/system/audit*")
    alert.get_by_role("button", name="Try again").click()
    expect(screen.page.get_by_role("table", name="Audit log")).to_contain_text(
        re.compile("Signed in")
    )
    screen.forgive("ERR_FAILED")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everybody_can_read_it(screen: Screen, scheme: str, size: str) -> None:
    if size == "phone":
        screen.page.set_viewport_size(PHONE)
    screen.sign_in(ROOT)
    screen.open("/admin/audit")
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("table", name="Audit log")).to_be_visible()
    screen.settle()
    assert not screen.violations()
    assert screen.overflow_px() <= 0
