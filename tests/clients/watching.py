"""One case of a client: what reached the server and the provider meanwhile, and that the ledger
says just that."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.clients.costs import cost_of, cost_of_input
from tests.gateway.conftest import Caller, Provider
from tests.servers.server import Server

# A request is counted after its answer: in a moment, but on a machine that has other things to do.
COUNTED_WITHIN_S = 10
# Longer than a text of metrics is kept.
ONE_MORE_WITHIN_S = 0.4
# Of strangers it is not told where they asked.
_COUNT = re.compile(
    r'^http_request_duration_seconds_count\{method="POST",'
    r'(?:route="/v1[^"]*",status="\d+"|route="unmatched",status="401")\} (\S+)$',
    re.MULTILINE,
)


def posts_at(server: Server) -> int:
    """How many requests to models the server has answered so far."""
    return int(sum(float(count) for count in _COUNT.findall(server.metrics())))


@dataclass
class Watched:
    """A member with credits of their own, and what has happened since they were made."""

    caller: Caller
    provider: Provider
    credits: Decimal
    asked_before: int
    posts_before: int
    note: Callable[[str, str], None]
    """Put a word into the table: its column, and what stands there."""

    @property
    def url(self) -> str:
        return self.caller.server.url

    @property
    def key(self) -> str:
        return self.caller.key

    def asked(self) -> list[dict[str, Any]]:
        """What the provider was asked."""
        return self.provider.asked()[self.asked_before :]

    def posts(self, expected: int) -> int:
        """How many requests to models the server was sent, once they are as many as expected and
        one more would have been counted, too."""
        until_s = time.monotonic() + COUNTED_WITHIN_S
        while self._counted() < expected and time.monotonic() < until_s:
            time.sleep(0.02)
        time.sleep(ONE_MORE_WITHIN_S)
        return self._counted()

    def _counted(self) -> int:
        return posts_at(self.caller.server) - self.posts_before

    def assert_exact(self) -> None:
        """Each answered request is a row of usage, at what the provider counted; nothing else is,
        nothing is held, and the member has so much less."""
        answered = [asked for asked in self.asked() if asked["counted"] is not None]
        self.assert_charged(sorted((asked["model"], cost_of(asked)) for asked in answered))

    def assert_charged(self, expected: list[tuple[str, Decimal]]) -> None:
        """The rows of usage, as model and credits, once nothing runs any more."""
        self.caller.settled()
        usage = self.caller.usage()
        charged = sorted((row["service_name"], row["credits_used"]) for row in usage)
        assert charged == expected
        spent = sum((credits for _, credits in expected), Decimal(0))
        assert self.caller.figures("UHR") == (spent, 0, self.credits - spent)
        assert self.caller.world.differences() == []
        self.note("ledger", "exact")

    def assert_failures_charged(self, model: str, count: int) -> None:
        """So many rows of usage, each of the input that the server counted, for no provider did,
        and of no output."""
        self.caller.settled()
        inputs = [row["request_metadata"]["input_tokens"] for row in self.caller.usage()]
        assert len(inputs) == count
        assert min(inputs) > 0
        self.assert_charged(sorted((model, cost_of_input(model, tokens)) for tokens in inputs))
