"""From where a request came is said as the database reads it, however often it is asked."""

import pytest
from starlette.requests import HTTPConnection

from orgbilling.edge.client_address import client_address

WRITTEN = {
    "192.0.2.7": "192.0.2.7",
    "2001:DB8:0::1": "2001:db8::1",
    "::ffff:192.0.2.7": "192.0.2.7",
    "fe80::1%eth0": "fe80::1",
    "fe80::1%" + "z" * 200: "fe80::1",
    "testclient": None,
    "x" * 200: None,
    "": None,
}


@pytest.mark.parametrize(("written", "read"), WRITTEN.items(), ids=lambda text: str(text)[:20])
def test_an_address_is_read_the_same_each_time(written: str, read: str | None) -> None:
    request = HTTPConnection({"type": "http", "client": (written, 1), "headers": []})
    assert [client_address(request) for _ in range(2)] == [read, read]


def test_a_unix_socket_has_none() -> None:
    assert client_address(HTTPConnection({"type": "http", "client": None, "headers": []})) is None
