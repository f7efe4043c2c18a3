"""Questions to name servers over UDP, and TCP where an answer is long: no thread, and every
question has an end."""

import asyncio
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.query
import dns.rdatatype
import dns.resolver

from orgbilling.kernel.name_servers import NAME_SERVER_PORT, server_address
from orgbilling.outbound.networks import Address

# Asked again, or another one, after this long.
_TRY_S: Final = 1.5
# What every path carries in one piece (DNS flag day 2020).
_UDP_BYTES: Final = 1232
# Some 250 addresses. Reading 64 KiB of them would hold everybody up for a tenth of a second.
_TCP_BYTES_MAX: Final = 4096
# The other family's addresses are waited for so long once one family's are there (RFC 8305 has 50
# ms; a name server that has to ask others takes longer).
_OTHER_FAMILY_S: Final = 0.3
CONFIGURATION: Final = Path("/etc/resolv.conf")


class NameNotFound(Exception):
    """There is no such name, or it has no address."""


class NameUnknown(Exception):
    """No name server has answered, in time and with sense. It may be different in a moment."""


class NameServers:
    """The name servers that are given, or else those of the machine (`/etc/resolv.conf`, read
    again when it changes). The machine's search domains hold with both."""

    def __init__(self, servers: tuple[str, ...] = (), configuration: Path = CONFIGURATION) -> None:
        """`servers` are addresses with or without a port, as `server_address` reads them."""
        self._configuration = configuration
        self._given = [_server(*server_address(text)) for text in servers]
        self._resolver: dns.asyncresolver.Resolver | None = None
        self._read_as: int | None = None

    async def ask(
        self, name: str, within_s: float, *, searches: bool
    ) -> tuple[list[Address], float]:
        """Return the addresses of a name and how long they may be kept, in seconds. `searches`
        tells whether the search domains are tried.

        Raises:
            NameNotFound: it has none.
            NameUnknown: nobody says so in time.
        """
        resolver = self._configured()
        until_s = time.monotonic() + within_s
        is_known = True
        for candidate in _candidates(name, resolver, searches=searches):
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                raise NameUnknown(name)
            try:
                return await _both_families(resolver, candidate, left_s)
            except NameNotFound:
                continue
            except NameUnknown:
                is_known = False
        raise NameNotFound(name) if is_known else NameUnknown(name)

    def _configured(self) -> dns.asyncresolver.Resolver:
        try:
            read_as = self._configuration.stat().st_mtime_ns
        except OSError:
            read_as = None
        if self._resolver is None or read_as != self._read_as:
            self._resolver, self._read_as = self._configure(), read_as
        return self._resolver

    def _configure(self) -> dns.asyncresolver.Resolver:
        try:
            resolver = dns.asyncresolver.Resolver(filename=str(self._configuration))
        except (dns.exception.DNSException, OSError, ValueError):
            # Then names of the hosts file are all that there is.
            resolver = dns.asyncresolver.Resolver(configure=False)
        found = [_server(str(server), NAME_SERVER_PORT) for server in resolver.nameservers]
        resolver.nameservers = self._given or found
        resolver.timeout = _TRY_S
        resolver.use_edns(0, 0, _UDP_BYTES)
        return resolver


def _server(address: str, port: int) -> dns.nameserver.Nameserver:
    return _Server(address, port)


class _Server(dns.nameserver.Do53Nameserver):
    """A name server whose long answers are read to a limit."""

    async def async_query(self, request: dns.message.QueryMessage, *args: Any, **more: Any) -> Any:
        if not more.get("max_size"):
            return await super().async_query(request, *args, **more)
        try:
            async with asyncio.timeout(more["timeout"]):
                return await self._ask_by_tcp(request)
        except TimeoutError:
            raise dns.exception.Timeout from None

    async def _ask_by_tcp(self, request: dns.message.QueryMessage) -> dns.message.Message:
        reader, writer = await asyncio.open_connection(self.address, self.port)
        try:
            asked = request.to_wire()
            writer.write(len(asked).to_bytes(2, "big") + asked)
            size = int.from_bytes(await reader.readexactly(2), "big")
            if size > _TCP_BYTES_MAX:
                # It is too long.
                raise dns.exception.FormError
            told = dns.message.from_wire(
                await reader.readexactly(size), keyring=request.keyring, request_mac=request.mac
            )
        finally:
            writer.close()
        if not request.is_response(told):
            raise dns.query.BadResponse
        return told


def _candidates(
    name: str, resolver: dns.resolver.BaseResolver, *, searches: bool
) -> Iterator[dns.name.Name]:
    """Say a name as it may be meant: as it stands, and below the search domains; those first where
    it has fewer dots than `ndots`."""
    try:
        plain = dns.name.from_text(name, None)
        whole = plain if plain.is_absolute() else plain.concatenate(dns.name.root)
    except dns.exception.DNSException:
        # It is no name.
        return
    if plain.is_absolute() or not searches:
        yield whole
        return
    below = resolver.search or [resolver.domain]
    dots_min = 1 if resolver.ndots is None else resolver.ndots
    is_whole_first = len(plain) - 1 >= dots_min
    if is_whole_first:
        yield whole
    for domain in below:
        try:
            found = plain.concatenate(domain)
        except dns.exception.DNSException:
            # It would be too long.
            continue
        if found != whole:
            yield found
    if not is_whole_first:
        yield whole


async def _both_families(
    resolver: dns.asyncresolver.Resolver, name: dns.name.Name, within_s: float
) -> tuple[list[Address], float]:
    asked = [
        asyncio.create_task(_one_family(resolver, name, kind, within_s))
        for kind in (dns.rdatatype.AAAA, dns.rdatatype.A)
    ]
    try:
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        if waiting:
            is_found = any(task.exception() is None and task.result()[0] for task in done)
            await asyncio.wait(waiting, timeout=_OTHER_FAMILY_S if is_found else None)
    finally:
        for task in asked:
            task.cancel()
        told = await asyncio.gather(*asked, return_exceptions=True)
    found = [one for one in told if not isinstance(one, BaseException)]
    addresses = [address for one in found for address in one[0]]
    if addresses:
        return addresses, min(kept_s for some, kept_s in found if some)
    if len(found) < len(asked):
        raise NameUnknown(str(name))
    raise NameNotFound(str(name))


async def _one_family(
    resolver: dns.asyncresolver.Resolver,
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    within_s: float,
) -> tuple[list[Address], float]:
    try:
        answer = await resolver.resolve(
            name, kind, lifetime=within_s, raise_on_no_answer=False, search=False
        )
    except dns.resolver.NXDOMAIN:
        return [], 0.0
    except (dns.exception.DNSException, OSError) as error:
        raise NameUnknown(str(name)) from error
    if answer.rrset is None:
        return [], 0.0
    return [ip_address(one.address) for one in answer.rrset], float(answer.rrset.ttl)
