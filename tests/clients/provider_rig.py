"""The provider as a process, what it was asked, and what that costs, computed apart."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

import httpx2

from tests.docs.pages import ROOT
from tests.servers.server import free_port

MARKUP, CREDITS_PER_USD = Decimal("1.5"), 1000
# Dollars for a million tokens: new input, read from a cache, written to one, output.
PRICES = {
    "gpt-test": (Decimal("2.5"), Decimal("1.25"), Decimal("2.5"), Decimal(10)),
    "claude-test": (Decimal(3), Decimal("0.3"), Decimal("3.75"), Decimal(15)),
    "claude-chat": (Decimal(3), Decimal("0.3"), Decimal("3.75"), Decimal(15)),
    "embed-test": (Decimal("0.02"), Decimal("0.02"), Decimal("0.02"), Decimal(0)),
}


@dataclass(frozen=True)
class ClientsProvider:
    """A running provider of all doors."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, after: int = 0) -> list[dict[str, Any]]:
        """What it was asked, in order, without the first ones."""
        answer = httpx2.get(f"{self.url}/asked", params={"after": after}, timeout=30)
        asked: list[dict[str, Any]] = answer.json()
        return asked


@contextmanager
def running_clients_provider() -> Iterator[ClientsProvider]:
    provider = ClientsProvider(free_port())
    command = [sys.executable, "-m", "tests.clients.provider.server", str(provider.port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(200):
            try:
                provider.asked()
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def cost_of(asked: dict[str, Any]) -> Decimal:
    """What an answered request costs in credits, by what the provider counted."""
    counted = asked["counted"]
    amounts = (counted[name] for name in ("new", "cached", "written", "output"))
    usd = (
        sum(price * amount for price, amount in zip(PRICES[asked["model"]], amounts, strict=True))
        / 1_000_000
    )
    return (usd * MARKUP * CREDITS_PER_USD).quantize(Decimal("0.000001"), ROUND_CEILING)
