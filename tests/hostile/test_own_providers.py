"""An organization's own providers, and their name servers, are no neighbour's business."""

from collections.abc import Iterator

import pytest

from orgbilling.kernel.identifiers import hash_secret, new_secret
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, new_caller
from tests.gateway.own_providers import (
    HOST,
    HostileProvider,
    bring_kind,
    running_hostile_provider,
)
from tests.hostile.rig import Rig
from tests.outbound.name_server_rig import NameServer, running_name_server
from tests.servers.server import Server

pytestmark = [pytest.mark.speed, pytest.mark.slow, pytest.mark.timeout(400)]

WHOLE = ("bomb", "values", "text", "lines")
STREAMS = (
    "bomb-of-events", "line", "nothing", "events", "words", "errors", "usages", "comments",
    "preamble", "after", "data-lines",
)  # fmt: skip


@pytest.fixture(scope="module")
def name_server() -> Iterator[NameServer]:
    with running_name_server() as running:
        yield running


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileProvider]:
    with running_hostile_provider() as running:
        yield running


@pytest.fixture
def settings(name_server: NameServer, hostile: HostileProvider) -> dict[str, str]:
    return {
        "ORGBILLING_NAME_SERVERS": name_server.address,
        "ORGBILLING_GATEWAY_PRIVATE_HOSTS": f"{HOST}:{hostile.port}",
    }


@pytest.fixture
def attacker(owner: OwnerConnection, hostile_server: Server, prices: None) -> Caller:
    return new_caller(owner, hostile_server, 9_000, plan="byok")


def test_silent_name_servers(rig: Rig, attacker: Caller) -> None:
    token = new_secret()
    attacker.world.connection.execute(
        """insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
           values (%s, %s, now(), now(), now() + interval '1 hour')""",
        [hash_secret(token), attacker.world.member("admin", "admin")],
    )
    rig.endure(
        "tests.hostile.outbound_attacks:silent_names",
        session=token,
        org_id=str(attacker.world.org_id),
    )


@pytest.mark.parametrize("kinds", [WHOLE, *((kind,) for kind in STREAMS), STREAMS])
def test_answers_of_an_own_provider(
    rig: Rig, attacker: Caller, hostile: HostileProvider, kinds: tuple[str, ...]
) -> None:
    endure_answers(rig, attacker, hostile, kinds, "/v1/chat/completions")


def test_answers_that_are_translated(rig: Rig, attacker: Caller, hostile: HostileProvider) -> None:
    endure_answers(rig, attacker, hostile, (*STREAMS, *WHOLE), "/v1/messages")


def endure_answers(
    rig: Rig, attacker: Caller, hostile: HostileProvider, kinds: tuple[str, ...], path: str
) -> None:
    for kind in kinds:
        attacker.world.connection.execute(
            "select set_model_price(%s, 2.5, 10, 'test', 'test')", [kind]
        )
    bring_kind(attacker, hostile, *kinds)
    rig.endure(
        "tests.hostile.outbound_attacks:own_answers",
        key=attacker.key,
        kinds=list(kinds),
        is_stream=kinds != WHOLE,
        path=path,
    )
