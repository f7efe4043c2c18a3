"""From where a request came, as the database reads it."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection


def client_address(request: HTTPConnection) -> str | None:
    """Return the IP address of whoever sent a request, behind the proxies that are trusted; an IPv4
    address that is written as IPv6 as what it is. None where there is none (a Unix socket)."""
    try:
        parsed = ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address):
        # A zone names an interface of this machine, which the database cannot read.
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed))
    return str(parsed)
