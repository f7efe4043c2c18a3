"""How large the head of a request may be, what none is, and how many connections one may have."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.hostile.rig import resident_bytes
from tests.servers.server import Server, serving
from tests.servers.wire import GET, Wire, connected, post, status_of

HEADER_BYTES = 16_384
HEADERS = 60
LIMITS = {
    "ORGBILLING_HEADER_BYTES_MAX": str(HEADER_BYTES),
    "ORGBILLING_HEADERS_MAX": str(HEADERS),
    "ORGBILLING_CONNECTIONS_MAX": "60",
    "ORGBILLING_CONNECTIONS_PER_ADDRESS": "40",
}
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def strict(owner_url: str) -> Iterator[Server]:
    """A server with small limits."""
    with serving(1, DATABASE_URL=owner_url, **LIMITS) as [started]:
        yield started


@pytest.fixture
def wire(strict: Server) -> Iterator[Wire]:
    with connected(strict.port) as made:
        yield made


def code_of(answer: bytes) -> str:
    return str(json.loads(answer.partition(b"\r\n\r\n")[2]).get("code"))


TOO_LARGE = {
    "one header": HEAD + b"X-Large: " + b"a" * HEADER_BYTES + b"\r\n\r\n",
    "one that does not end": HEAD + b"X-Large: " + b"a" * 10 * HEADER_BYTES,
    "several headers": HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(20)),
    "many headers": HEAD + b"a:\r\n" * (HEADERS + 1) + b"\r\n",
    "many headers without an end": HEAD + b"a:\r\n" * 100_000,
    "a name": HEAD + b"X" * 2 * HEADER_BYTES,
    "the address": b"GET /" + b"a" * HEADER_BYTES + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an address without an end": b"GET /" + b"a" * 20 * HEADER_BYTES,
    "a trailer": post(b"/api/v1/organizations", b"Transfer-Encoding: chunked")
    + b"1\r\n \r\n0\r\nX-Trailer: "
    + b"a" * 2 * HEADER_BYTES,
    "many trailers": post(b"/api/v1/organizations", b"Transfer-Encoding: chunked")
    + b"1\r\n \r\n0\r\n"
    + b"X-Trailer: 1\r\n" * 10_000,
    "an extension of a chunk": post(b"/api/v1/organizations", b"Transfer-Encoding: chunked")
    + b"1;"
    + b"a" * 10 * HEADER_BYTES,
}


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize("head", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_head_beyond_the_limit_is_431_and_the_end_of_its_connection(
    wire: Wire, head: bytes, pieces: int
) -> None:
    size = len(head) // pieces + 1
    for at in range(0, len(head), size):
        wire.send(head[at : at + size])
    answer = wire.answer()
    if b"chunked" not in head:
        # What comes after an answer is not answered a second time.
        assert (status_of(answer), code_of(answer)) == (431, "headers_too_large")
    assert wire.ended_after_s(within_s=10) < 10


def test_heads_within_the_limit_are_read(wire: Wire) -> None:
    for size in (1, 1000, HEADER_BYTES - 100):
        assert status_of(wire.ask(HEAD + b"X-Large: " + b"a" * size + b"\r\n\r\n")) == 200
    assert status_of(wire.ask(HEAD + b"a:\r\n" * (HEADERS - 1) + b"\r\n")) == 200
    body = b" " * 500_000
    large = post(b"/api/v1/auth/dev/login", b"Content-Length: %d" % len(body), body=body)
    # Whatever is said to the body; the head after it is a head of its own.
    assert status_of(wire.ask(large)) in (404, 415, 422)
    assert status_of(wire.ask(GET)) == 200


def test_a_head_of_many_pieces_is_measured_without_what_came_before_and_after(wire: Wire) -> None:
    body = b" " * 60_000
    head = post(
        b"/api/v1/auth/dev/login", b"Content-Length: %d" % len(body), b"X-L: " + b"a" * 12_000
    )
    for _ in range(3):
        wire.send(head[:6_000])
        assert status_of(wire.ask(head[6_000:] + body)) in (404, 415, 422)


MALFORMED = {
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "HTTP/0.9 by name": b"GET /healthz HTTP/0.9\r\nHost: localhost\r\n\r\n",
    "HTTP/2.0": b"GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n",
    "HTTP/2's preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3.7": b"GET /healthz HTTP/3.7\r\nHost: localhost\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": HEAD + b"Host: localhost\r\n\r\n",
    "two hosts that differ": HEAD + b"Host: other.example\r\n\r\n",
    "two hosts in HTTP/1.0": b"GET /healthz HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n",
    "a host with a path": b"GET /healthz HTTP/1.1\r\nHost: localhost/x\r\n\r\n",
    "a host with a user": b"GET /healthz HTTP/1.1\r\nHost: a@localhost\r\n\r\n",
    "two hosts in one": b"GET /healthz HTTP/1.1\r\nHost: localhost, other\r\n\r\n",
    "a host with bytes": b"GET /healthz HTTP/1.1\r\nHost: \xff\r\n\r\n",
    "an address of another host": b"GET http://other/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "CONNECT": b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
    "no address": b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two lengths": post(b"/x", b"Content-Length: 1", b"Content-Length: 2") + b"1",
    "length and chunks": post(b"/x", b"Content-Length: 1", b"Transfer-Encoding: chunked") + b"1",
    "a negative length": post(b"/x", b"Content-Length: -1"),
    "a folded header": HEAD + b"X-A: 1\r\n 2\r\n\r\n",
    "a space before the colon": HEAD + b"X-A : 1\r\n\r\n",
    "a zero": HEAD + b"X-A: \x00\r\n\r\n",
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("request_bytes", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_request_is_400_and_the_end_of_its_connection(
    wire: Wire, request_bytes: bytes
) -> None:
    answer = wire.ask(request_bytes)
    assert (status_of(answer), code_of(answer)) == (400, "malformed_request")
    assert wire.ended_after_s(within_s=10) < 10


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz HTTP/1.0\r\n\r\n",
        b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",
        b"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: [::1]:8084\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: my_service.internal:80\r\n\r\n",
        b"\r\n\r\n" + GET,
    ],
)
def test_what_is_unusual_and_right_is_answered(wire: Wire, head: bytes) -> None:
    assert status_of(wire.ask(head)) == 200


def test_a_trailer_is_no_header(wire: Wire) -> None:
    key = b"Authorization: Bearer x"
    chunks = b"0\r\n" + key + b"\r\n\r\n"
    head = post(b"/api/v1/organizations", b"Transfer-Encoding: chunked")
    assert code_of(wire.ask(head + chunks)) == "unauthenticated"
    assert status_of(wire.ask(GET)) == 200


def test_an_upgrade_is_ignored_and_its_body_is_a_body(wire: Wire) -> None:
    upgrade = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMA")
    hidden = b"GET /nothing-hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = post(b"/api/v1/auth/dev/login", *upgrade, b"Content-Length: %d" % len(hidden))
    for pieces in (
        [head + hidden],
        [head, hidden],
        [head[:40], head[40:] + hidden[:9], hidden[9:]],
    ):
        for piece in pieces:
            wire.send(piece)
        assert status_of(wire.answer()) in (404, 415)
        assert status_of(wire.ask(GET)) == 200
    for protocol in (b"websocket", b"h2c"):
        plain = HEAD + b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n"
        assert status_of(wire.ask(plain)) == 200


def test_many_requests_at_once_are_not_all_taken(strict: Server, wire: Wire) -> None:
    before = resident_bytes(strict.process.pid)
    wire.send(GET * 20_000)
    answered = 0
    while status_of(wire.answer()) == 200 and answered < 20_000:
        answered += 1
    assert answered < 1000
    assert resident_bytes(strict.process.pid) - before < 30_000_000


def test_a_few_requests_at_once_are_answered_in_their_order(wire: Wire) -> None:
    missing = GET.replace(b"/healthz", b"/nothing")
    wire.send((GET + missing) * 3)
    received = b""
    while received.count(b"HTTP/1.1 ") < 6:
        received += wire.socket.recv(65536)
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"] * 3


def test_who_waits_longest_makes_room_for_who_asks(strict: Server) -> None:
    with ExitStack() as stack:
        half = [stack.enter_context(connected(strict.port)) for _ in range(100)]
        for number, wire in enumerate(half):
            wire.send(b"" if number % 2 else HEAD)
        asker = stack.enter_context(connected(strict.port))
        assert status_of(asker.ask(GET)) == 200
        assert open_connections(strict) <= 60


def test_of_idle_connections_one_makes_room(strict: Server) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(strict.port)) for _ in range(40)]
        for wire in idle:
            assert status_of(wire.ask(GET)) == 200
        asker = stack.enter_context(connected(strict.port))
        assert status_of(asker.ask(GET)) == 200
        assert idle[0].ended_after_s(within_s=5) < 5


def test_an_address_has_its_part_and_others_have_theirs(strict: Server) -> None:
    with ExitStack() as stack:
        for source in ("127.0.0.2", "127.0.0.3", "127.0.0.4"):
            for _ in range(50):
                stack.enter_context(connected(strict.port, source)).send(HEAD)
        neighbour = stack.enter_context(connected(strict.port, "127.0.0.9"))
        assert status_of(neighbour.ask(GET)) == 200
        assert status_of(neighbour.ask(GET)) == 200


def open_connections(server: Server) -> int:
    own = 0
    for name in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(OSError):
            own += str(name.readlink()).startswith("socket:")
    # Those to the database and the one that listens are among them.
    return own - 20
