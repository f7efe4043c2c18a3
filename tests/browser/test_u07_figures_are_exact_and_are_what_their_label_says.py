"""U7: credits were added as floats and rounded down, and "this month" was 30 days of everybody."""

import re

from playwright.sync_api import expect

from tests.browser.figures import joined, number, total, used
from tests.browser.people import ACME, BETA, JOHN
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

OF_ALL = """
    select sum(credits) as credits from credit_usage_daily
    where org_id = %s and day > (now() at time zone 'UTC')::date - 30
"""


def test_no_fraction_is_lost_or_invented(screen: Screen, sql: OwnerConnection) -> None:
    screen.sign_in(JOHN)
    # As doubles, three tenths added one by one are 0.30000000000000004.
    for credits in (0.1, 0.1, 0.1, 0.000001):
        spent = {"user_id": "demo-john", "credits": credits, "service_type": "chat"}
        screen.send("POST", f"/org-billing/credits/{BETA}/deduct", spent)
    screen.page.reload()
    (beta,) = [one for one in joined(sql, JOHN) if one["org_id"] == BETA]
    assert number(beta["used"]).endswith(".300001")
    card = screen.page.get_by_role("article", name="Beta LLC")
    expect(card.locator("dt:text-is('Used') + dd")).to_have_text(number(beta["used"]))
    expect(card).to_contain_text(f"{number(beta['left'])}credits left")
    # The sum over organizations is the page's own arithmetic.
    everywhere = number(total(joined(sql, JOHN), "left"))
    expect(screen.page.get_by_text(everywhere, exact=True)).to_be_visible()
    assert not re.search(r"\d\.\d{7}", screen.page.get_by_role("main").inner_text())


def test_a_members_figures_are_their_own_and_of_the_days_that_they_name(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(JOHN)
    own = total(used(sql, JOHN, ACME), "credits")
    of_all = sql.execute(OF_ALL, [ACME]).fetchall()[0]["credits"]
    assert own < of_all
    card = screen.page.get_by_role("article", name="Acme Corp")
    expect(card.locator("dt:text-is('Used in the last 30 days') + dd")).to_have_text(number(own))
    screen.open(f"/organizations/{ACME}/usage")
    main = screen.page.get_by_role("main")
    expect(main).to_contain_text(number(own))
    screen.settle()
    shown = main.inner_text()
    assert number(of_all) not in shown
    assert "month" not in shown.lower()
    assert "30 days" in shown
