"""A browser's page on our screens: opens, signs in, and notes whatever goes wrong in it."""

import json
import time
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.browser.people import Person

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The browser itself notes every refused request; before sign-in the screens ask who is there.
EXPECTED = "Failed to load resource: the server responded with a status of 401"

MEASURED = "measured"
"""The property of a test whose value is said at the end of a run."""
SETTLED_WITHIN_S = 30
QUIET_TURNS = 3
# A painted frame, and what the page had put off until after it: effects, timers, answers.
TURN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 40)))"


class Screen:
    """One page, with what its console said."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self._on_the_way: set[Request] = set()
        page.on("console", self._note)
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, person: Person) -> None:
        """Sign in as somebody, and wait for their first page."""
        self.send("POST", "/auth/dev/login", {"email": person.email})
        self.open("/")
        expect(self.page.get_by_role("button", name=f"Account of {person.name}")).to_be_visible()

    def choose_theme(self, scheme: str) -> None:
        """Choose `light` or `dark` for this browser; the page reads it when it is opened."""
        script = f"localStorage.setItem('orgbilling-theme', {json.dumps(scheme)})"
        self.page.evaluate(script)
        self.page.reload()

    def settle(self) -> None:
        """Wait until nothing is on its way any more and nothing moves.

        The browser's own "networkidle" waits half a second whatever happens; here the page says
        when it had its turns without asking for anything.
        """
        quiet = 0
        last = time.monotonic() + SETTLED_WITHIN_S
        while quiet < QUIET_TURNS:
            self.page.evaluate(TURN)
            is_busy = self._on_the_way or self.page.locator("[aria-busy=true]").count()
            quiet = 0 if is_busy else quiet + 1
            assert time.monotonic() < last, [one.url for one in self._on_the_way]
        self.page.evaluate(
            "Promise.all(document.getAnimations().filter("
            "a => a.effect.getComputedTiming().iterations !== Infinity).map(a => a.finished))"
        )

    def violations(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA, one line each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "async rules => (await axe.run(document, {runOnly: rules})).violations", RULES
        )
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API with this browser's session, as if from another window; returns the body."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        address = f"{self.address}/api/v1{path}"
        answer = self.page.request.fetch(address, method=method, data=body, headers=headers)
        assert answer.ok, f"{answer.status}: {answer.text()}"
        return answer.json() if answer.body() else None

    def forgive(self, what: str) -> None:
        """Forget complaints about a refusal or failure that the test itself brought about."""
        self.complaints = [one for one in self.complaints if what not in one]

    def overflow_px(self) -> int:
        """Return by how much the page is wider than its window."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def _begin(self, request: Request) -> None:
        # Whatever the page before was waiting for is of no interest any more.
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._on_the_way.clear()
        self._on_the_way.add(request)

    def _end(self, request: Request) -> None:
        self._on_the_way.discard(request)

    def _note(self, message: ConsoleMessage) -> None:
        # What a verb would refuse is an answer, which browsers call a failure.
        is_refused_preview = (
            "(Conflict)" in message.text and "?preview=true" in message.location["url"]
        )
        if is_refused_preview:
            return
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.complaints.append(f"{message.type}: {message.text}")
