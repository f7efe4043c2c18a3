"""Addresses of name servers, as they are written."""

from ipaddress import ip_address
from typing import Final

NAME_SERVER_PORT: Final = 53


def server_address(text: str) -> tuple[str, int]:
    """Read `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`.

    Raises:
        ValueError: it is none of them.
    """
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") if rest.startswith(":") else rest and "?"
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    ip_address(host)
    number = int(port) if port else NAME_SERVER_PORT
    if not 1 <= number <= 65535:
        raise ValueError(f"{number} is no port")
    return host, number
