"""What a client may let the server wait for, and how long: heads, bodies, reading an answer."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.servers.server import Server, serving
from tests.servers.wire import GET, Wire, connected, post, status_of

LIMITS = {
    "ORGBILLING_HEADER_TIMEOUT_S": "1",
    "ORGBILLING_BODY_TIMEOUT_S": "1.5",
    "ORGBILLING_REQUEST_TIMEOUT_S": "4",
    "ORGBILLING_KEEP_ALIVE_S": "2",
    "ORGBILLING_UNREAD_TIMEOUT_S": "2",
}
# The server looks twice a second, and the machine has other things to do.
LATE_S = 3
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def hasty(owner_url: str) -> Iterator[Server]:
    """A server that waits for nobody."""
    with serving(1, DATABASE_URL=owner_url, **LIMITS) as [started]:
        yield started


@pytest.fixture
def wire(hasty: Server) -> Iterator[Wire]:
    with connected(hasty.port) as made:
        yield made


@pytest.fixture
def credential(db: Database, owner: OwnerConnection) -> bytes:
    """The header of somebody who may send bodies."""
    person = make_api(db, owner).person()
    ((name, value),) = person.cookies.items()
    return f"Cookie: {name}={value}".encode()


def code_of(answer: bytes) -> str:
    return str(json.loads(answer.partition(b"\r\n\r\n")[2]).get("code"))


@pytest.mark.parametrize(
    ("begun", "drip"),
    [
        (b"G", b""),
        (b"GET /healthz", b"z"),
        (HEAD, b""),
        (HEAD, b"X-More: 1\r\n"),
        (HEAD + b"X-Long: ", b"a"),
    ],
)
def test_a_head_that_does_not_end_is_408(wire: Wire, begun: bytes, drip: bytes) -> None:
    assert wire.send(begun)
    answer = b""
    for _ in range(50):
        if drip and not wire.send(drip):
            break
        try:
            answer = wire.answer(0.1)
            break
        except TimeoutError:
            pass
    assert (status_of(answer), code_of(answer)) == (408, "request_timeout")
    assert b"connection: close" in answer.lower()
    assert wire.ended_after_s() < LATE_S


@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_a_connection_without_a_request_is_ended_without_a_word(wire: Wire, drip: bytes) -> None:
    assert wire.ended_after_s(drip) < 1 + LATE_S


@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_a_connection_that_is_quiet_after_an_answer_is_ended(wire: Wire, drip: bytes) -> None:
    assert status_of(wire.ask(GET)) == 200
    assert 1 < wire.ended_after_s(drip) < 2 + LATE_S


def test_a_second_head_has_the_same_time(wire: Wire) -> None:
    assert status_of(wire.ask(GET)) == 200
    assert status_of(wire.ask(HEAD)) == 408


@pytest.mark.parametrize("framing", [b"Content-Length: 100000", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("drips", [False, True])
def test_a_body_that_does_not_come_is_408(
    wire: Wire, credential: bytes, framing: bytes, drips: bool
) -> None:
    head = post(b"/api/v1/organizations", b"Content-Type: application/json", credential, framing)
    piece = b"1\r\n \r\n" if b"chunked" in framing else b" "
    assert wire.send(head + piece)
    for _ in range(60):
        try:
            answer = wire.answer(0.1)
            break
        except TimeoutError:
            assert not drips or wire.send(piece)
    assert (status_of(answer), code_of(answer)) == (408, "request_timeout")
    assert wire.ended_after_s() < LATE_S


@pytest.mark.parametrize("framing", [b"Content-Length: 100000000", b"Transfer-Encoding: chunked"])
def test_the_rest_of_a_body_that_was_answered_already_is_not_waited_for(
    wire: Wire, framing: bytes
) -> None:
    piece = b"1\r\n \r\n" if b"chunked" in framing else b" "
    refused = wire.ask(post(b"/api/v1/organizations", framing) + piece)
    assert status_of(refused) == 401
    assert wire.ended_after_s(piece) < 5 + LATE_S


def test_what_was_answered_early_and_then_came_whole_keeps_its_connection(wire: Wire) -> None:
    refused = wire.ask(post(b"/api/v1/organizations", b"Content-Length: 10") + b"12345")
    assert status_of(refused) == 401
    assert status_of(wire.ask(b"67890" + GET)) == 200


def test_who_does_not_read_an_answer_is_left(hasty: Server) -> None:
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(hasty.port) as wire:
        whole = len(wire.ask(ask))
    # More than the machine itself takes of it for somebody who does not read.
    with connected(hasty.port, receive_bytes=4096) as wire:
        wire.send(ask * 16)
        time.sleep(2 * (1 + whole // 65_536) + LATE_S)
        received = 0
        with suppress(ConnectionError):
            while piece := wire.socket.recv(1_000_000):
                received += len(piece)
    assert received < 16 * whole
