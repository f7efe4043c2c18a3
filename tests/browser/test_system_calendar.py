"""The system admin's screen while the calendar stands."""

from playwright.sync_api import expect

from tests.browser.people import ROOT
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection


def test_a_calendar_that_stands_is_said_first_with_what_to_do(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(ROOT)
    screen.open("/admin")
    banner = screen.page.get_by_role("alert")
    expect(screen.page.get_by_role("heading", level=2, name="Plans")).to_be_visible()
    expect(banner).to_have_count(0)
    sql.execute(
        """insert into calendar_stops (stop_id, stopped_at, reason, details)
           values (uuid_v7(clock_timestamp()), '2026-03-01 09:00+00', 'clock_jump', '{}')"""
    )
    screen.open("/admin")
    said = "The calendar stands since Mar 1, 2026, 10:00 AM: months, resets and invoices wait."
    expect(banner.get_by_role("heading", name=said)).to_be_visible()
    expect(banner).to_contain_text("far past what the database knew last")
    expect(banner).to_contain_text("Spending goes on within what is there.")
    expect(banner).to_contain_text("orgbilling calendar resume")
    screen.settle()
    assert screen.violations() == []
    sql.execute("select resume_calendar('test', 'looked at it')")
    screen.open("/admin")
    expect(screen.page.get_by_role("heading", level=2, name="Plans")).to_be_visible()
    expect(banner).to_have_count(0)
