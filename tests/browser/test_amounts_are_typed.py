"""Amounts are typed key by key, in seven locales, in each field; what the API received is read.

`fill` puts a text into a field at once, which is how a thousands separator that became a decimal
point under the fingers went unseen.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.people import JOHN
from tests.browser.screen import Screen
from tests.browser.workplace import Workplace, found_workplace, region, said
from tests.conftest import OwnerConnection
from tests.servers.server import Server
from tests.sizes import SHARE

# The browser's; the page is in the English of that region, where there is one.
LOCALES = ("en-US", "en-IN", "de-DE", "de-CH", "fr-FR", "sv-SE", "ar-EG")
EVERY_FIELD_IN = ("en-US", "de-DE", "fr-FR")
PAGE_LOCALE = {"de-DE": "en-DE", "de-CH": "en-CH", "sv-SE": "en-SE"}

# Refused in every locale; each stays as it was typed.
NEVER_READ = (
    "1e5",
    "-5",
    "+5",
    "5k",
    "$5",
    "\uff15\uff10",
    "1.2.3,4",
    "5,",
    ",5",
    "0.1234567",
    "007",
)
SEPARATORS = """() => {
    const parts = new Intl.NumberFormat(document.documentElement.lang).formatToParts(12345.5);
    return ['group', 'decimal'].map(type => parts.find(part => part.type === type).value);
}"""


def typed_as(text: str) -> str:
    """Write it with the keys that keyboards have."""
    return text.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})


@dataclass(frozen=True)
class Field:
    """A field for an amount, in its form, with the button that sends it."""

    screen: Screen
    form: Locator
    label: str

    @property
    def box(self) -> Locator:
        return self.form.get_by_role("textbox", name=self.label)

    @property
    def button(self) -> Locator:
        return self.form.locator("button[type=submit]")

    def type(self, text: str) -> None:
        """Type over what is there, key by key."""
        self.box.press("ControlOrMeta+a")
        self.box.press_sequentially(text)
        expect(self.box).to_have_value(text)

    def refuses(self, text: str) -> None:
        """Type what is no amount: it stays, is said to be wrong, and cannot be sent."""
        self.type(text)
        expect(self.box).to_have_attribute("aria-invalid", "true")
        expect(self.form.locator(".mantine-InputWrapper-error")).not_to_be_empty()
        expect(self.button).to_be_disabled()
        # With the keyboard neither.
        self.box.press("Enter")
        expect(self.box).to_have_value(text)

    def sends(self, text: str, words: str | None) -> str:
        """Type an amount and send it; returns it as the API received it, digit by digit."""
        self.type(text)
        expect(self.box).not_to_have_attribute("aria-invalid", "true")
        if words:
            expect(self.button).to_contain_text(f"({words} credits)")
        else:
            expect(self.button).not_to_contain_text("(")
        expect(self.button).to_be_enabled()
        with self.screen.page.expect_request(lambda one: one.method in {"POST", "PUT"}) as sent:
            self.button.click()
        body = json.loads(sent.value.post_data or "", parse_float=str, parse_int=str)
        amount: str = body.get("credits", body.get("allocated_credits"))
        return amount


@dataclass(frozen=True)
class Page:
    """An organization in browsers of one locale, and how amounts are written there."""

    workplace: Workplace
    member: Screen
    group: str
    decimal: str

    def write(self, text: str) -> str:
        """Write "1,234.5" the way of the page, with the keys that keyboards have."""
        group, decimal = typed_as(self.group), typed_as(self.decimal)
        return text.translate({ord(","): group, ord("."): decimal})

    def words(self, text: str, words: str) -> str | None:
        """Return the words where the separator reads differently elsewhere."""
        return words if any(one in ".," for one in self.write(text) if not one.isdigit()) else None


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    """The browser's."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def page_in(locale: str, browser: Browser, server: Server, sql: OwnerConnection) -> Iterator[Page]:
    """The pages in browsers of that locale: an admin's, a system admin's and a member's."""
    with ExitStack() as contexts:
        screens = []
        for _ in range(3):
            context = browser.new_context(locale=locale, timezone_id="Europe/Berlin")
            contexts.callback(context.close)
            screens.append(Screen(context.new_page(), server.url))
        screen, root, member = screens
        workplace = found_workplace(screen, root, sql)
        workplace.subscribe("platform")
        member.sign_in(JOHN)
        group, decimal = screen.page.evaluate(SEPARATORS)
        assert screen.page.evaluate("navigator.language") == locale
        lang = screen.page.evaluate("document.documentElement.lang")
        assert lang == PAGE_LOCALE.get(locale, lang)
        assert lang.startswith("en")
        yield Page(workplace, member, group, decimal)
        assert not [one for made in screens for one in made.complaints]


def dialog_of(screen: Screen, button: str, title: str) -> Locator:
    screen.page.get_by_role("button", name=button).click()
    return screen.page.get_by_role("dialog", name=title)


def grants(page: Page) -> None:
    root = page.workplace.root
    page.workplace.open(screen=root)
    field = Field(root, dialog_of(root, "Grant credits", "Grant credits"), "Credits")
    for text in NEVER_READ:
        field.refuses(text)
    assert field.sends(page.write("123456.75"), None) == "123456.75"
    said(root, "The credits are in the pool.")


def buys(page: Page) -> None:
    screen = page.workplace.screen
    page.workplace.open()
    field = Field(screen, dialog_of(screen, "Buy credits", "Buy credits"), "Credits")
    half_typed(page, field)
    # What the page itself writes is read.
    shown = field.form.get_by_role("button", name=page.write("5,000")).inner_text()
    assert typed_as(shown) == page.write("5,000")
    words = page.words("5,000", "five thousand")
    assert field.sends(page.write("5,000"), words) == "5000"
    said(screen, "They land when the purchase is paid.")
    # The next one begins empty.
    expect(
        dialog_of(screen, "Buy credits", "Buy credits").get_by_role("textbox", name="Credits")
    ).to_have_value("")


def half_typed(page: Page, field: Field) -> None:
    """What "5,000" is on the way, and what is grouped in other ways, is refused."""
    for text in map(page.write, ("5,00", "0,005", "12,34,56", "5,000,")):
        # A space at the end says nothing.
        if text == text.strip():
            field.refuses(text)


def allocates(page: Page) -> None:
    screen = page.workplace.screen
    page.workplace.open("/members")
    form = dialog_of(screen, "Allocate credits", "Allocate credits")
    form.get_by_role("combobox", name="Member").press_sequentially("bob")
    screen.page.get_by_role("option", name="Bob Wilson").click()
    field = Field(screen, form, "How many more")
    half_typed(page, field)
    assert field.sends(page.write("5,000"), page.words("5,000", "five thousand")) == "5000"
    said(screen, "credits allocated.")


def sets(page: Page) -> None:
    screen, name = page.workplace.screen, "Change the allocation of Bob Wilson"
    field = Field(screen, dialog_of(screen, name, name), "Credits, now and after each reset")
    half_typed(page, field)
    assert field.sends(page.write("6,000.5"), None) == "6000.5"
    said(screen, "credits allocated.")


def transfers(page: Page) -> None:
    screen, name = page.workplace.screen, "Transfer credits from Bob Wilson"
    form = dialog_of(screen, name, name)
    form.get_by_role("combobox", name="To").press_sequentially("john")
    screen.page.get_by_role("option", name="John Doe").click()
    field = Field(screen, form, "How many")
    half_typed(page, field)
    assert field.sends(page.write("1,002"), page.words("1,002", "one thousand two")) == "1002"
    said(screen, "left now.")


def reclaims(page: Page) -> None:
    screen, name = page.workplace.screen, "Reclaim credits from Bob Wilson"
    field = Field(screen, dialog_of(screen, name, name), "How many")
    half_typed(page, field)
    assert field.sends(page.write("1,001"), page.words("1,001", "one thousand one")) == "1001"
    said(screen, "are back in the pool.")


def asks(page: Page) -> None:
    page.workplace.open(screen=page.member)
    form = dialog_of(page.member, "Ask for credits", "Ask Workplace for more credits")
    form.get_by_role("textbox", name="What for").press_sequentially("A larger report")
    field = Field(page.member, form, "How many more")
    half_typed(page, field)
    # Three decimals are thousands to many.
    words = page.words("2.125", "two point one two five")
    assert field.sends(page.write("2.125"), words) == "2.125"
    said(page.member, "The administrators of Workplace are asked.")


def approves(page: Page) -> None:
    page.workplace.open()
    form = region(page.workplace.screen, "Members ask for credits").get_by_role("form")
    field = Field(page.workplace.screen, form, "Give")
    expect(field.box).to_have_value(page.decimal.join(("2", "125")))
    half_typed(page, field)
    words = page.words("2,000", "two thousand")
    assert field.sends(page.write("2,000"), words) == "2000"
    said(page.workplace.screen, "credits more.")


STEPS: tuple[Callable[[Page], None], ...] = (
    grants,
    buys,
    allocates,
    sets,
    transfers,
    reclaims,
    asks,
    approves,
)


def test_the_api_receives_what_was_typed_in_each_field(page_in: Page, locale: str) -> None:
    # All fields read amounts by one rule, which every locale tries in two of them.
    is_whole = SHARE == 1 or locale in EVERY_FIELD_IN
    for step in STEPS if is_whole else STEPS[:2]:
        step(page_in)


def test_what_is_pasted_or_corrected_is_read_as_if_it_were_typed(
    screen: Screen, colleague: Screen, sql: OwnerConnection
) -> None:
    workplace = found_workplace(screen, colleague, sql)
    workplace.open(screen=colleague)
    field = Field(colleague, dialog_of(colleague, "Grant credits", "Grant credits"), "Credits")
    keyboard = colleague.page.keyboard
    # Text that arrives at once, as it does from the clipboard or an input method.
    for text in ("5.000,5", "5 000", "1e3", "\u200f5", "٥٬٠٠٠", "5,00"):
        field.box.press("ControlOrMeta+a")
        keyboard.insert_text(text)
        expect(field.box).to_have_value(text)
        expect(field.box).to_have_attribute("aria-invalid", "true")
        expect(field.button).to_be_disabled()
    # One key more, in the middle; and that key taken back.
    field.box.press("ArrowLeft")
    keyboard.type("0")
    expect(field.box).to_have_value("5,000")
    expect(field.button).to_have_text("Grant 5,000 credits (five thousand credits)")
    field.box.press("Backspace")
    expect(field.button).to_be_disabled()
    field.box.press("ControlOrMeta+z")
    expect(field.box).to_have_value("5,000")
    # These keys change nothing.
    field.box.press("ArrowUp")
    field.box.press("ArrowDown")
    expect(field.box).to_have_value("5,000")
    assert field.sends(" 5.000 ", "five") == "5"
    said(colleague, "The credits are in the pool.")
    assert workplace.pool()["available"] == 5


def test_days_of_a_trial_are_whole_numbers(
    screen: Screen, colleague: Screen, sql: OwnerConnection
) -> None:
    workplace = found_workplace(screen, colleague, sql)
    workplace.open(screen=colleague)
    form = dialog_of(colleague, "Subscribe to a plan", "Subscribe Workplace")
    form.get_by_role("radio", name="Hybrid").click()
    field = Field(colleague, form, "Trial, in days")
    for text in ("1.5", "91", "-1", "1e1", "7 days"):
        field.refuses(text)
    field.type("14")
    with colleague.page.expect_request(lambda one: one.method == "POST") as sent:
        field.button.click()
    assert json.loads(sent.value.post_data or "")["trial_days"] == 14
    said(colleague, "Workplace has the plan Hybrid.")
