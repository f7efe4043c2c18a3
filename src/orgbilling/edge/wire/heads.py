"""Which head of a request is one: HTTP/1.0 or 1.1, for one host, at an address of this server."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
# Of a connection, not of a request: they go with the upgrade that is ignored.
_UPGRADE_HEADERS: Final = frozenset({b"upgrade", b"http2-settings"})


def head_bytes(url: bytes, headers: Headers) -> int:
    """Return how long a head is, without what separates its parts."""
    return len(url) + sum(len(name) + len(value) for name, value in headers)


def is_right_head(method: bytes, url: bytes, version: str, headers: Headers) -> bool:
    """Tell whether a head is one; names of headers are in lower case.

    Whoever stands before this server may have read another one of two hosts.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or not (version == "1.0" or (version == "1.1" and hosts)):
        return False
    if hosts and not _is_host(hosts[0]):
        return False
    if url.startswith(b"/"):
        return method != b"CONNECT"
    return bool(hosts) and _names_host(url, hosts[0])


@lru_cache(maxsize=256)
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


def _names_host(url: bytes, host: bytes) -> bool:
    """Tell whether an address in full (`http://host/path`) is one at that host."""
    try:
        parts = urlsplit(url.decode("ascii"))
    except ValueError:
        return False
    is_http = parts.scheme in {"http", "https"}
    return is_http and parts.netloc.lower() == host.decode("ascii").lower()


def head_without_upgrade(method: bytes, url: bytes, version: str, headers: Headers) -> bytes:
    """Return a head as bytes, without its wish to speak another protocol."""
    lines = [b"%b %b HTTP/%b" % (method, url, version.encode())]
    for name, value in headers:
        if name in _UPGRADE_HEADERS:
            continue
        kept = value
        if name == b"connection":
            tokens = [token.strip() for token in value.split(b",")]
            kept = b", ".join(token for token in tokens if token.lower() != b"upgrade")
        lines.append(name + b": " + kept)
    return b"\r\n".join([*lines, b"", b""])
