"""Counting requests: by who is calling, in which organization; sign-ins by where they come from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from orgbilling.edge.rates import LimitState, RateClass
from orgbilling.edge.runtime import runtime_of
from orgbilling.identity import queries_rates as queries
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.known_caller import count_and_identify
from orgbilling.kernel.rates import RateLimit

# Who has one IPv6 address has all of its /64.
_IPV6_PREFIX: Final = 64


async def admit(request: Request, kind: RateClass, limit: RateLimit) -> LimitState | None:
    """Count a request; None where nobody of ours is calling.

    Raises:
        DomainError: the database does not answer.
    """
    if kind == "sign_in":
        return await _count_sign_in(request, limit)
    credential = presented_credential(request)
    if credential is None:
        return None
    return await count_and_identify(request, credential, kind, limit)


async def _count_sign_in(request: Request, limit: RateLimit) -> LimitState | None:
    row = await runtime_of(request).database.fetch_one(
        queries.count_sign_in(
            bucket=f"sign_in:{address_group(request.client.host if request.client else None)}",
            requests=limit.requests,
            period_s=limit.period_s,
        )
    )
    return None if row is None else LimitState(row.allowed, row.remaining, row.reset_s)


def address_group(address: str | None) -> str:
    """Return what addresses of one caller have in common."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed), _IPV6_PREFIX), strict=False))
    return str(parsed)
