"""From where a request came, as the database reads it."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.requests import HTTPConnection

_ADDRESS_CHARACTERS_MAX: Final = 45


def client_address(request: HTTPConnection) -> str | None:
    """Return the IP address of whoever sent a request, behind the proxies that are trusted; an IPv4
    address that is written as IPv6 as what it is. None where there is none (a Unix socket)."""
    host = request.client.host if request.client else ""
    # A zone, or what is no address at all, may be as long as a header: that is not remembered.
    return _remembered(host) if len(host) <= _ADDRESS_CHARACTERS_MAX else _read(host)


def _read(host: str) -> str | None:
    try:
        parsed = ip_address(host)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address):
        # A zone names an interface of this machine, which the database cannot read.
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed))
    return str(parsed)


# The same callers come again and again, and reading an address takes longer than a body.
_remembered = lru_cache(maxsize=4096)(_read)
