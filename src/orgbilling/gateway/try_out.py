"""One question to the provider of a key that an organization brings, before it is kept."""

import asyncio
from typing import Final

import httpx2

from orgbilling.gateway.addresses import host_and_port, refused
from orgbilling.gateway.own_share import OwnShare
from orgbilling.kernel.errors import Invalid, Unavailable
from orgbilling.outbound.connecting import Refused
from orgbilling.outbound.name_servers import NameNotFound, NameUnknown

# All of it: the look-up, the connection, the headers of the answer.
_WITHIN_S: Final = 10.0
_RETRY_AFTER_S: Final = 5


async def try_out(base_url: str, key: str, share: OwnShare) -> None:
    """Ask a provider for its models with a key; what they are is not read.

    Raises:
        Invalid: `base_url_not_allowed`; `provider_key_refused`: it refuses the key, or does not
            answer in time.
        Unavailable: `name_not_looked_up`: no name server has said in time where its host is;
            `provider_unavailable`: others of the organization are tried out.
    """
    try:
        await asyncio.wait_for(share.try_outs.acquire(), _WITHIN_S)
    except TimeoutError:
        raise Unavailable(
            "Other keys of this organization are being tried out. Nothing was kept; try again.",
            code="provider_unavailable",
            retry_after_s=_RETRY_AFTER_S,
        ) from None
    try:
        async with asyncio.timeout(_WITHIN_S):
            status = await _ask(base_url, key, share)
    except (TimeoutError, httpx2.HTTPError):
        raise Invalid(
            "The provider does not answer at this base URL.", code="provider_key_refused"
        ) from None
    finally:
        share.try_outs.release()
    if not 200 <= status < 300:
        raise Invalid(
            "The provider refuses this key, or lists no models at this base URL.",
            code="provider_key_refused",
            fields={"provider_status": status},
        )


async def _ask(base_url: str, key: str, share: OwnShare) -> int:
    host, port = host_and_port(base_url)
    try:
        # The connection looks again, and finds what was kept; here it is told what is wrong.
        await share.connector.addresses_of(host, port)
    except Refused as error:
        raise refused(str(error)) from None
    except NameNotFound:
        raise refused("Its host has no address.") from None
    except NameUnknown:
        raise Unavailable(
            "No name server has said in time where this base URL's host is. Nothing was kept; try "
            "again.",
            code="name_not_looked_up",
            retry_after_s=_RETRY_AFTER_S,
        ) from None
    request = httpx2.Request(
        "GET",
        f"{base_url}/models",
        headers={"authorization": f"Bearer {key}", "accept-encoding": "identity"},
        extensions={"timeout": httpx2.Timeout(_WITHIN_S).as_dict()},
    )
    response = await share.transport.send(request)
    try:
        return response.status_code
    finally:
        await response.aclose()
