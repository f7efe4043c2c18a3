"""Counting requests: by who is calling, in which organization; sign-ins by where they come from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from orgbilling.database import load_queries
from orgbilling.edge.rates import RateClass, RateSubject, Standing
from orgbilling.edge.runtime import runtime_of
from orgbilling.identity.credential import presented_credential
from orgbilling.kernel.rates import RateLimit

queries = load_queries(__file__, "queries_rates.sql")
# Who has one IPv6 address has all of its /64.
_IPV6_PREFIX: Final = 64


async def admit(
    request: Request, kind: RateClass, limit: RateLimit, subject: RateSubject
) -> Standing | None:
    """Count a request in a statement of its own, so that it counts whatever becomes of it.

    Before the request's transaction is opened: one that waited for a second connection while it
    holds a first could wait for ever.

    Raises:
        DomainError: the database does not answer.
    """
    parameters = {"kind": kind, "requests": limit.requests, "period_s": limit.period_s}
    database = runtime_of(request).database
    if kind == "sign_in":
        bucket = f"sign_in:{address_group(request.client.host if request.client else None)}"
        row = await database.fetch_one(queries.count_sign_in, parameters | {"bucket": bucket})
    else:
        credential = presented_credential(request)
        if credential is None:
            return None
        row = await database.fetch_one(
            queries.count_request,
            parameters
            | {
                "credential_kind": credential.kind,
                "key_org_id": credential.org_id,
                "credential_hash": credential.secret_hash,
                "org_id": subject.org_id,
                "purchase_id": subject.purchase_id,
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
