"""Counting requests: by who is calling, in which organization; sign-ins by where they come from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from orgbilling.database import load_queries
from orgbilling.edge.rates import RateClass, Standing
from orgbilling.edge.runtime import runtime_of
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.introduction import count_and_introduce
from orgbilling.kernel.rates import RateLimit

queries = load_queries(__file__, "queries_rates.sql")
# Who has one IPv6 address has all of its /64.
_IPV6_PREFIX: Final = 64


async def admit(request: Request, kind: RateClass, limit: RateLimit) -> Standing | None:
    """Count a request; None where nobody of ours is calling.

    Raises:
        DomainError: the database does not answer.
    """
    if kind == "sign_in":
        return await _count_sign_in(request, limit)
    credential = presented_credential(request)
    if credential is None:
        return None
    return await count_and_introduce(request, credential, kind, limit)


async def _count_sign_in(request: Request, limit: RateLimit) -> Standing | None:
    row = await runtime_of(request).database.fetch_one(
        queries.count_sign_in,
        {
            "bucket": f"sign_in:{address_group(request.client.host if request.client else None)}",
            "requests": limit.requests,
            "period_s": limit.period_s,
        },
    )
    return None if row is None else Standing(**row)


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
