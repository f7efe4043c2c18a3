"""Where a provider key that an organization brings may be sent: to public addresses only.

A name is resolved once a call, every address that it has must be allowed, and the connection goes
to the very address that was looked at: a name that says another a moment later gains nothing.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from orgbilling.kernel.errors import Invalid

# An IPv4 address in IPv6's clothes (RFC 6052).
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Destination:
    """A base URL by its address: what to connect to, and what the host is called."""

    url: str
    host_header: str
    server_name: str


def checked_base_url(text: str, private_hosts: frozenset[str]) -> str:
    """Return a base URL in its plain form: https (http only to hosts that an operator allows),
    no user, query or fragment.

    Raises:
        Invalid: `base_url_not_allowed`.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _refused("It is no URL.") from None
    host = (parts.hostname or "").lower()
    if parts.username is not None or parts.query or parts.fragment or not host:
        raise _refused("It must be an address without user, query and fragment.")
    is_allowed = f"{host}:{port}" in private_hosts
    if parts.scheme != "https" and not (parts.scheme == "http" and is_allowed):
        raise _refused("It must begin with https://.")
    if not host.isascii() or any(character in host for character in "\\@ "):
        raise _refused("Its host is not a name.")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


async def find_destination(base_url: str, private_hosts: frozenset[str]) -> Destination:
    """Resolve a base URL that `checked_base_url` has passed.

    Raises:
        Invalid: `base_url_not_allowed`: it has no address, or one that is not public.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refused("Its host has no address.") from None
    addresses = [ipaddress.ip_address(info[4][0]) for info in found]
    if f"{host}:{port}" not in private_hosts:
        for address in addresses:
            if not _is_public(address):
                raise _refused("Its host is not on the public internet.")
    first = addresses[0]
    shown = f"[{first}]" if first.version == 6 else str(first)
    return Destination(
        url=f"{parts.scheme}://{shown}:{port}{parts.path}",
        host_header=parts.netloc,
        server_name=host,
    )


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return _is_public(mapped)
    if address.version == 6 and address in _TRANSLATED:
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    teredo = getattr(address, "teredo", None)
    return address.is_global and not address.is_multicast and teredo is None


def _refused(reason: str) -> Invalid:
    return Invalid(
        f"The base URL is not one that a key is sent to. {reason}", code="base_url_not_allowed"
    )
