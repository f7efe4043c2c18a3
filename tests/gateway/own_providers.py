"""An organization whose own provider means no good."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.gateway import hostile_provider
from tests.gateway.conftest import Caller
from tests.gateway.programs import running_program
from tests.gateway.test_provider_keys import admin_of, path_of

HOST = "a-127-0-0-1.own"
"""A name of this machine, which the tests' name server knows."""


@dataclass(frozen=True)
class HostileProvider:
    """The other side."""

    port: int

    def base_url(self, kind: str, host: str = HOST) -> str:
        return f"http://{host}:{self.port}/{kind}/v1"

    def open(self) -> int:
        """How many of its answers go on."""
        answer = httpx2.get(f"http://127.0.0.1:{self.port}/open", timeout=30)
        return sum(answer.json().values())

    def asked(self, kind: str) -> int:
        answer = httpx2.get(f"http://127.0.0.1:{self.port}/asked", timeout=30)
        return int(answer.json().get(kind, 0))


@contextmanager
def running_hostile_provider() -> Iterator[HostileProvider]:
    with running_program(hostile_provider.__file__) as port:
        yield HostileProvider(port)


def bring_kind(caller: Caller, provider: HostileProvider, *kinds: str) -> None:
    """Bring a key for each kind; its model has the kind's name."""
    with admin_of(caller) as admin:
        for kind in kinds:
            body = key_body(provider.base_url(kind), kind)
            answer = admin.post(path_of(caller), json=body)
            assert answer.status_code == 201, answer.text


def key_body(base_url: str, model: str = "m") -> dict[str, Any]:
    return {
        "name": f"{model} at {base_url}"[:100],
        "base_url": base_url,
        "api_key": "sk-of-nobody-1234",
        "models": {model: model},
    }
