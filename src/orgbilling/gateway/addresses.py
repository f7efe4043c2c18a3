"""Where a provider key that an organization brings may be sent: to public addresses only.

Every address that a name has must be allowed, and the connection goes to one of those that were
looked at (`outbound.connecting`): a name that says another a moment later gains nothing.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from orgbilling.kernel.errors import Invalid
from orgbilling.outbound.connecting import Refused
from orgbilling.outbound.networks import Address, is_public
from orgbilling.settings import Settings

_PORTS: Final = {"https": 443, "http": 80}
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NAME_CHARACTERS_MAX: Final = 253
# Such hosts are addresses to whoever follows the URL standard (WHATWG), however they are written.
_NUMBER: Final = re.compile(r"(.*\.)?(0x[0-9a-f]*|[0-9]+)\.?")


class OwnProviders:
    """The policy for organizations' own providers: https to public addresses at few ports, and
    whatever the operator allows besides (`ORGBILLING_GATEWAY_PRIVATE_HOSTS`)."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = settings.gateway_private_hosts
        self._ports = settings.gateway_own_ports
        self._denied = tuple(map(ip_network, sorted(settings.gateway_denied_networks)))

    def checked_base_url(self, text: str) -> str:
        """Return a base URL in its plain form: https (http only to hosts that an operator allows),
        no user, query or fragment.

        Raises:
            Invalid: `base_url_not_allowed`.
        """
        try:
            parts = urlsplit(text.strip())
            port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        except ValueError:
            raise refused("It is no URL.") from None
        host = (parts.hostname or "").lower()
        if parts.username is not None or parts.query or parts.fragment or not host:
            raise refused("It must be an address without user, query and fragment.")
        is_allowed = self._is_allowed(host, port)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_allowed):
            raise refused("It must begin with https://.")
        if not _is_host(parts):
            raise refused("Its host is not a name.")
        if not is_allowed and port not in self._ports:
            raise refused(self._port_is_refused(port))
        return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"

    def searches(self, host: str, port: int) -> bool:
        """Tell whether a host may be one of the machine's search domains."""
        return self._is_allowed(host, port)

    def check(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        """Look at where a connection would go.

        Raises:
            Refused: nothing of an organization's is sent there.
        """
        if self._is_allowed(host, port):
            return
        if port not in self._ports:
            raise Refused(self._port_is_refused(port))
        if not all(is_public(address, self._denied) for address in addresses):
            raise Refused("Its host is not on the public internet.")

    def _is_allowed(self, host: str, port: int) -> bool:
        return f"{host.strip('[]').lower()}:{port}" in self._allowed

    def _port_is_refused(self, port: int) -> str:
        ports = ", ".join(map(str, sorted(self._ports)))
        return f"Its port {port} is none of those that are allowed ({ports})."


def host_and_port(base_url: str) -> tuple[str, int]:
    """Return where a base URL that `checked_base_url` has passed leads."""
    parts = urlsplit(base_url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def refused(reason: str) -> Invalid:
    """Return what is said of a base URL that no key is sent to."""
    return Invalid(
        f"The base URL is not one that a key is sent to. {reason}", code="base_url_not_allowed"
    )


def _is_host(parts: SplitResult) -> bool:
    host = (parts.hostname or "").lower()
    try:
        if ":" in host:
            # A zone is a place of this machine.
            return "%" not in host and bool(IPv6Address(host))
        if _NUMBER.fullmatch(host):
            return bool(IPv4Address(host))
    except ValueError:
        return False
    return len(host) <= _NAME_CHARACTERS_MAX and _NAME.fullmatch(host) is not None
