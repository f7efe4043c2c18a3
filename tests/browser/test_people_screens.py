"""People, keys, audit log and settings of an organization, and how one gets in and out of it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.people import ACME, ALICE, GRACE, JOHN, ROOT
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

REFUSED = "status of 409"
BERLIN = "Europe/Berlin"


@pytest.fixture
def org_id(screen: Screen) -> str:
    """An organization that Grace has just made; she is signed in and looks at its people."""
    screen.sign_in(GRACE)
    made = screen.send("POST", "/organizations", {"name": f"Zenith {uuid4().hex[:8]}"})
    screen.open(f"/organizations/{made['org_id']}/people")
    expect(screen.page.get_by_role("heading", level=2, name="Members")).to_be_visible()
    return str(made["org_id"])


def add_member(screen: Screen, org_id: str, email: str, role: str = "member") -> dict[str, Any]:
    body = {"email": email, "role": role}
    made: dict[str, Any] = screen.send("POST", f"/organizations/{org_id}/members", body)
    screen.page.reload()
    return made


def role_of(sql: OwnerConnection, org_id: str, email: str) -> Any:
    row = sql.execute(
        "select m.role from organization_members as m join users as u using (user_id)"
        " where m.org_id = %s and u.email = %s and m.status = 'active'",
        [org_id, email],
    ).fetchone()
    return row and row["role"]


def choose(page: Page, name: str, action: str) -> Locator:
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=action).click()
    return page.get_by_role("dialog")


def test_members_are_listed_searched_and_given_roles(
    screen: Screen, org_id: str, sql: OwnerConnection
) -> None:
    page = screen.page
    add_member(screen, org_id, JOHN.email)
    members = page.get_by_role("table", name="Members")
    expect(members.get_by_role("row")).to_have_count(3)
    page.get_by_label("Search by name or e-mail").fill("john@")
    expect(members.get_by_role("row")).to_have_count(2)
    expect(members).to_contain_text(JOHN.name)
    page.get_by_label("Search by name or e-mail").fill("nobody like this")
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()

    dialog = choose(page, JOHN.name, "Change role …")
    confirm = dialog.get_by_role("button", name="Change role")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Billing admin").check()
    confirm.dblclick()
    expect(page.get_by_text("John Doe is now billing admin.")).to_be_visible()
    assert role_of(sql, org_id, JOHN.email) == "billing_admin"
    # The only owner stays one, and the dialog says so.
    dialog = choose(page, GRACE.name, "Change role …")
    dialog.get_by_label("Member", exact=True).check()
    dialog.get_by_role("button", name="Change role").click()
    expect(dialog.get_by_role("alert")).to_contain_text("owner")
    screen.forgive(REFUSED)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=f"Actions for {GRACE.name}")).to_be_focused()


def test_a_member_is_removed_and_the_credits_return(
    screen: Screen, org_id: str, colleague: Screen, sql: OwnerConnection
) -> None:
    page = screen.page
    john = add_member(screen, org_id, JOHN.email)
    colleague.sign_in(ROOT)
    colleague.send("POST", f"/org-billing/credits/{org_id}/add", {"credits": 1000})
    allocate = {"user_id": john["user_id"], "allocated_credits": 250.5, "reset_period": "never"}
    screen.send("POST", f"/org-billing/credits/{org_id}/allocate", allocate)
    dialog = choose(page, JOHN.name, "Remove …")
    expect(dialog).to_contain_text("250.5 credits that are left of the allocation return")
    dialog.get_by_role("button", name="Cancel").click()
    assert role_of(sql, org_id, JOHN.email) == "member"
    choose(page, JOHN.name, "Remove …").get_by_role("button", name="Remove John Doe").click()
    expect(page.get_by_role("table", name="Members").get_by_role("row")).to_have_count(2)
    assert role_of(sql, org_id, JOHN.email) is None
    pool = screen.send("GET", f"/org-billing/credits/{org_id}")
    assert (pool["available_credits"], pool["allocated_credits"]) == (1000, 0)


def test_somebody_is_invited_and_joins_by_the_link(
    screen: Screen, org_id: str, colleague: Screen, sql: OwnerConnection
) -> None:
    page = screen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mail address")).to_be_focused()
    make = dialog.get_by_role("button", name="Make the invitation")
    expect(make).to_be_disabled()
    dialog.get_by_label("E-mail address").fill(JOHN.email)
    dialog.get_by_label("Billing admin").check()
    dialog.get_by_role("combobox", name="Valid for").click()
    page.get_by_role("option", name="14 days").click()
    make.click()
    link = dialog.get_by_label("Link").input_value()
    assert link.startswith(f"{screen.address}/join#ob_inv_")
    dialog.get_by_role("button", name="Copy the link").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("table", name="Invitations")).to_contain_text("Waiting")
    # It was shown this once: the next opening asks for another person.
    page.get_by_role("button", name="Invite").click()
    expect(dialog.get_by_label("E-mail address")).to_have_value("")
    page.keyboard.press("Escape")

    colleague.sign_in(JOHN)
    colleague.page.goto(link)
    expect(colleague.page.get_by_text("Grace Miller invites you to join")).to_be_visible()
    colleague.settle()
    assert not colleague.violations()
    colleague.page.get_by_role("button", name=re.compile("^Join Zenith")).dblclick()
    expect(colleague.page).to_have_url(f"{screen.address}/organizations/{org_id}")
    assert role_of(sql, org_id, JOHN.email) == "billing_admin"
    page.reload()
    expect(page.get_by_role("table", name="Invitations")).to_contain_text("Accepted")
    # The link again: who has joined is told so, others that it is used.
    colleague.page.goto(f"{screen.address}/join")
    colleague.page.get_by_label("Invitation").fill(link)
    colleague.page.get_by_role("button", name="Show the invitation").click()
    expect(colleague.page.get_by_text("You belong to Zenith")).to_be_visible()


def test_an_invitation_is_revoked(screen: Screen, org_id: str) -> None:
    page = screen.page
    screen.send("POST", f"/organizations/{org_id}/invitations", {"email": "late@example.org"})
    page.reload()
    page.get_by_role("button", name="Revoke the invitation of late@example.org").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("late@example.org")
    dialog.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("table", name="Invitations")).to_contain_text("Revoked")
    expect(page.get_by_role("button", name=re.compile("^Revoke the"))).to_have_count(0)


@pytest.fixture
def stranger(browser: Browser, server: Any) -> Iterator[Screen]:
    """A browser in which Alice is signed in, who belongs to none of these organizations."""
    context = browser.new_context(locale="en-US", timezone_id=BERLIN)
    made = Screen(context.new_page(), server.url)
    made.sign_in(ALICE)
    yield made
    context.close()


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("revoked_at = now()", "This invitation was withdrawn"),
        ("expires_at = now()", "This invitation has expired"),
        ("accepted_at = now(), accepted_by = 'demo-john'", "This invitation was used"),
    ],
)
def test_a_dead_invitation_says_what_happened(
    screen: Screen, org_id: str, stranger: Screen, sql: OwnerConnection, end: str, said: str
) -> None:
    body = {"email": ALICE.email}
    made = screen.send("POST", f"/organizations/{org_id}/invitations", body)
    sql.execute(
        f"update organization_invitations set {end} where invitation_id = %s".encode(),
        [made["invitation_id"]],
    )
    stranger.open(made["link"])
    expect(stranger.page.get_by_role("heading", name=said)).to_be_visible()
    stranger.page.get_by_role("button", name="Use another invitation").click()
    stranger.page.get_by_label("Invitation").fill("nothing of the kind")
    stranger.page.get_by_role("button", name="Show the invitation").click()
    expect(stranger.page.get_by_text("There is no invitation in this text")).to_be_visible()
    stranger.page.get_by_label("Invitation").fill(f"ob_inv_{'0' * 32}_{'x' * 43}")
    stranger.page.get_by_role("button", name="Show the invitation").click()
    expect(stranger.page.get_by_text("This is no invitation of ours")).to_be_visible()


def test_a_key_is_shown_once_and_revoked(screen: Screen, org_id: str, sql: OwnerConnection) -> None:
    page = screen.page
    page.get_by_role("link", name="Keys").click()
    expect(page.get_by_text("No keys yet")).to_be_visible()
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Nightly report")
    dialog.get_by_label("Service key").check()
    dialog.get_by_role("combobox", name="Lives for").click()
    page.get_by_role("option", name="A year").click()
    dialog.get_by_role("button", name="Make the key").click()
    key = dialog.get_by_label("Key", exact=True).input_value()
    assert key.startswith("ob_sk_")
    dialog.get_by_role("button", name="Done").click()
    keys = page.get_by_role("table", name="Keys")
    prefix = sql.execute("select key_prefix from api_keys where org_id = %s", [org_id]).fetchone()
    assert prefix is not None
    expect(keys).to_contain_text(prefix["key_prefix"])
    expect(keys).to_contain_text("never")
    expect(page.get_by_text(key)).to_have_count(0)
    # It works until it is revoked.
    pool = f"{screen.address}/api/v1/org-billing/credits/{org_id}"
    bearer = {"Authorization": f"Bearer {key}", "Cookie": ""}
    assert page.request.get(pool, headers=bearer).status == 200
    page.reload()
    expect(keys).not_to_contain_text("never")
    page.get_by_role("button", name="Revoke Nightly report").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke Nightly report").click()
    expect(keys).to_contain_text("Revoked")
    assert page.request.get(pool, headers=bearer).status == 401


def test_a_member_has_keys_of_their_own_and_sees_no_more(screen: Screen) -> None:
    page = screen.page
    screen.sign_in(JOHN)
    screen.open(f"/organizations/{ACME}/people")
    expect(page.get_by_role("table", name="Members").get_by_role("row")).to_have_count(6)
    expect(page.get_by_role("button", name=re.compile("^Actions for"))).to_have_count(0)
    expect(page.get_by_role("button", name="Invite")).to_have_count(0)
    expect(page.get_by_role("link", name="Audit log")).to_have_count(0)
    page.get_by_role("link", name="Keys").click()
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Service key")).to_have_count(0)
    dialog.get_by_label("Name").fill("My notebook")
    dialog.get_by_role("button", name="Make the key").click()
    assert dialog.get_by_label("Key", exact=True).input_value().startswith("ob_mk_")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("table", name="Keys")).to_contain_text("Of John Doe")
    page.get_by_role("button", name="Revoke My notebook").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke My notebook").click()
    expect(page.get_by_role("table", name="Keys")).to_contain_text("Revoked")
    for section in ("audit", "settings"):
        screen.open(f"/organizations/{ACME}/{section}")
        expect(page.get_by_text("for admins")).to_be_visible()


def test_the_audit_log_is_read_and_filtered(
    screen: Screen, org_id: str, sql: OwnerConnection
) -> None:
    page = screen.page
    john = add_member(screen, org_id, JOHN.email)
    path = f"/organizations/{org_id}/members/{john['user_id']}"
    screen.send("PATCH", path, {"role": "admin"})
    page.get_by_role("link", name="Audit log").click()
    log = page.get_by_role("table", name="Audit log")
    count = sql.execute(
        "select count(*) as n from organization_audit_log where org_id = %s", [org_id]
    ).fetchone()
    assert count is not None
    expect(log.get_by_role("row")).to_have_count(count["n"] + 1)
    newest = log.get_by_role("row").nth(1)
    for words in ("Role changed", JOHN.name, "Role: Member → Admin", GRACE.name):
        expect(newest).to_contain_text(words)
    # The moment is the viewer's, who sits in Berlin.
    at = sql.execute(
        "select to_char(max(occurred_at) at time zone 'Europe/Berlin', 'FMHH12:MI AM') as at"
        " from organization_audit_log where org_id = %s",
        [org_id],
    ).fetchone()
    assert at is not None
    expect(newest.locator("time")).to_contain_text(re.compile(at["at"].replace(" ", r"\s")))

    page.get_by_role("combobox", name="Event").click()
    page.get_by_role("option", name="Member added").click()
    expect(log.get_by_role("row")).to_have_count(2)
    page.get_by_label("All events").click()
    log.get_by_role("button", name=GRACE.name).first.click()
    page.get_by_role("button", name=f"By {GRACE.name}; show everybody").click()
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_label("To").fill("2020-01-02")
    expect(page.get_by_text("Nothing like this happened")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(log.get_by_role("row")).to_have_count(count["n"] + 1)


def test_settings_are_changed_and_the_organization_closed(
    screen: Screen, org_id: str, sql: OwnerConnection
) -> None:
    page = screen.page
    page.get_by_role("link", name="Settings").click()
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    name = f"Renamed {uuid4().hex[:6]}"
    page.get_by_label("Name").fill(name)
    page.get_by_label("Billing address").fill("no address")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("billing_email")
    screen.forgive("status of 422")
    page.get_by_label("Billing address").fill("pay@example.org")
    page.get_by_role("combobox", name="Time zone").fill("Asia/Kat")
    page.get_by_role("option", name=re.compile("Kat(h)?mandu")).first.click()
    save.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    found = sql.execute(
        "select o.name, o.time_zone, s.billing_email from organizations as o"
        " join organization_settings as s using (org_id) where org_id = %s",
        [org_id],
    ).fetchone()
    assert found is not None
    assert (found["name"], found["billing_email"]) == (name, "pay@example.org")
    assert found["time_zone"].startswith("Asia/Kat")
    expect(save).to_be_disabled()

    page.get_by_role("button", name=f"Close {name} …").click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name=f"Close {name}")
    expect(confirm).to_be_disabled()
    dialog.get_by_label(f"Type “{name}” to confirm").fill(name)
    confirm.click()
    expect(page.get_by_role("heading", level=1, name="My usage")).to_be_visible()
    status = sql.execute("select status from organizations where org_id = %s", [org_id]).fetchone()
    assert status == {"status": "closed"}


def test_a_member_leaves_and_the_last_owner_stays(
    screen: Screen, org_id: str, colleague: Screen, sql: OwnerConnection
) -> None:
    page = screen.page
    page.get_by_role("button", name="Leave").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^Leave Zenith")).click()
    expect(dialog.get_by_role("alert")).to_contain_text("owner")
    screen.forgive(REFUSED)
    add_member(screen, org_id, JOHN.email)
    colleague.sign_in(JOHN)
    colleague.open(f"/organizations/{org_id}/people")
    colleague.page.get_by_role("button", name="Leave").click()
    dialog = colleague.page.get_by_role("dialog")
    expect(dialog).to_contain_text("No credits are allocated")
    dialog.get_by_role("button", name=re.compile("^Leave Zenith")).click()
    expect(colleague.page.get_by_role("heading", level=1, name="My usage")).to_be_visible()
    assert role_of(sql, org_id, JOHN.email) is None
    assert not colleague.complaints


def test_anybody_creates_an_organization_and_owns_it(screen: Screen, sql: OwnerConnection) -> None:
    page = screen.page
    screen.sign_in(JOHN)
    page.get_by_role("button", name=re.compile("^Organization:")).click()
    page.get_by_role("menuitem", name="New organization").click()
    name = f"Zenith {uuid4().hex[:8]}"
    expect(page.get_by_role("button", name="Create the organization")).to_be_disabled()
    expect(page.get_by_role("combobox", name="Time zone")).to_have_value(BERLIN)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create the organization").dblclick()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    made = sql.execute("select org_id from organizations where name = %s", [name]).fetchall()
    assert len(made) == 1
    assert role_of(sql, made[0]["org_id"], JOHN.email) == "owner"
    # It leaves no trace in what other tests count.
    screen.send("POST", f"/organizations/{made[0]['org_id']}/close")


def test_a_failed_list_is_no_empty_list(screen: Screen) -> None:
    page = screen.page
    screen.sign_in(GRACE)
    page.route("**/organizations/*/members*", lambda route: route.abort())
    screen.open(f"/organizations/{ACME}/people")
    expect(page.get_by_role("alert")).to_contain_text("could not be reached", timeout=10_000)
    page.unroute("**/organizations/*/members*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table", name="Members")).to_contain_text(JOHN.name)
    screen.forgive("ERR_FAILED")
