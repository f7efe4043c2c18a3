"""Asking providers: one after another, until one begins to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx2
import structlog

from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import DomainError, Unavailable

_logger = structlog.get_logger(__name__)
_TRY_ANOTHER: Final = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_RETRY_AFTER_MAX_S: Final = 3600
# What of a client's request is the provider's business too.
_FORWARDED: Final = ("openai-beta",)
_CONNECTIONS_MAX: Final = 2_000


class ProviderTimedOut(Exception):
    """The provider was asked, and did not begin to answer in time. It may be at work."""


@dataclass(frozen=True)
class Answer:
    """A provider that has begun to answer."""

    upstream: Upstream
    response: httpx2.Response


def make_client(connect_timeout_s: float, read_timeout_s: float) -> httpx2.AsyncClient:
    """Make the client of one process. It follows no redirect: a key goes to its own host only."""
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(
            connect=connect_timeout_s, read=read_timeout_s, write=60.0, pool=connect_timeout_s
        ),
        limits=httpx2.Limits(
            max_connections=_CONNECTIONS_MAX, max_keepalive_connections=_CONNECTIONS_MAX
        ),
        follow_redirects=False,
        trust_env=False,
    )


async def ask(
    client: httpx2.AsyncClient,
    upstreams: list[Upstream],
    request: ModelRequest,
    output_tokens_max: int | None,
    headers: Mapping[str, str],
) -> Answer:
    """Send a request to the first provider that takes it.

    Another one is tried where the connection fails, and at 429 and 5xx: before the first byte of
    an answer nothing has been sold twice.

    Raises:
        ProviderTimedOut: it was sent, and the answer did not begin in time.
        DomainError: 429 `provider_busy`, or `Unavailable` `provider_unavailable`: none took it.
    """
    failure: DomainError = _unavailable()
    for upstream in upstreams:
        try:
            response = await client.send(
                client.build_request(
                    "POST",
                    f"{upstream.base_url}/{request.kind}",
                    content=request.forwarded(upstream.models[request.model], output_tokens_max),
                    headers=_headers(upstream, headers),
                ),
                stream=True,
            )
        except httpx2.ReadTimeout as error:
            raise ProviderTimedOut from error
        except httpx2.HTTPError as error:
            _logger.warning("provider_failed", upstream=upstream.name, error=repr(error))
            failure = _unavailable()
            continue
        if response.status_code not in _TRY_ANOTHER:
            return Answer(upstream, response)
        _logger.warning("provider_refused", upstream=upstream.name, status=response.status_code)
        failure = _busy(response) if response.status_code == 429 else _unavailable()
        await response.aclose()
    raise failure


def _headers(upstream: Upstream, given: Mapping[str, str]) -> dict[str, str]:
    return {
        "authorization": f"Bearer {upstream.api_key}",
        "content-type": "application/json",
        "accept-encoding": "identity",
        **{name: given[name] for name in _FORWARDED if name in given and given[name].isascii()},
    }


def _unavailable() -> Unavailable:
    return Unavailable(
        "No provider of this model answers. Nothing was charged; try again.",
        code="provider_unavailable",
        retry_after_s=2,
    )


def _busy(response: httpx2.Response) -> DomainError:
    text = response.headers.get("retry-after", "")
    retry_after_s = min(int(text), _RETRY_AFTER_MAX_S) if text.isdecimal() else 1
    return DomainError(
        "The providers of this model are busy. Nothing was charged; try again later.",
        status=429,
        code="provider_busy",
        fields={"retry_after_s": retry_after_s},
    )
