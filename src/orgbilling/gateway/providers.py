"""Asking providers: one after another, until one begins to answer."""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import httpx2
import structlog

from orgbilling.gateway.connections import PooledTransport
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import DomainError, Unavailable

_logger = structlog.get_logger(__name__)
_TRY_ANOTHER: Final = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_RETRY_AFTER_MAX_S: Final = 3600
# What of a client's request is the provider's business too.
_FORWARDED: Final = ("openai-beta",)
_CONNECTIONS_MAX: Final = 2_000
_OWN_HOSTS_MAX: Final = 256
# Shorter than what servers commonly keep idle connections for, so that we close them first.
_KEPT_IDLE_S: Final = 3.0


class ProviderTimedOut(Exception):
    """The provider was asked, and did not begin to answer in time. It may be at work."""


@dataclass(frozen=True)
class Answer:
    """A provider that has begun to answer."""

    upstream: Upstream
    response: httpx2.Response


class ProviderClients:
    """The HTTP clients of one process. They follow no redirect: a key goes to its own host only.

    Our providers share one. Each host of an organization's own key has one for itself: connections
    are kept by address, and two names at one address must not share what was proved for the other.
    """

    def __init__(self, connect_timeout_s: float, read_timeout_s: float) -> None:
        self._timeout = httpx2.Timeout(
            connect=connect_timeout_s, read=read_timeout_s, write=60.0, pool=connect_timeout_s
        )
        self._ours = self._make()
        self._own: OrderedDict[str, httpx2.AsyncClient] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    def of(self, upstream: Upstream) -> httpx2.AsyncClient:
        """Return the client that speaks to an upstream."""
        if upstream.destination is None:
            return self._ours
        name = upstream.destination.host_header
        client = self._own.pop(name, None) or self._make()
        self._own[name] = client
        if len(self._own) > _OWN_HOSTS_MAX:
            _, oldest = self._own.popitem(last=False)
            closing = asyncio.create_task(self._close_later(oldest))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        return client

    async def close(self) -> None:
        """Disconnect."""
        for task in self._closing:
            task.cancel()
        for client in (self._ours, *self._own.values()):
            await client.aclose()

    async def _close_later(self, client: httpx2.AsyncClient) -> None:
        # What it carries now may take as long as an answer may.
        await asyncio.sleep(2 * (self._timeout.read or 0))
        await client.aclose()

    def _make(self) -> httpx2.AsyncClient:
        transport = PooledTransport(
            _trusted(), connections_max=_CONNECTIONS_MAX, idle_s=_KEPT_IDLE_S
        )
        return httpx2.AsyncClient(
            transport=transport, timeout=self._timeout, follow_redirects=False, trust_env=False
        )


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the certificates takes longer than a call to a provider.
    return httpx2.create_ssl_context(trust_env=False)


async def ask(
    clients: ProviderClients,
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
        client = clients.of(upstream)
        asked = _request_to(client, upstream, request, output_tokens_max, headers)
        try:
            response = await _send(client, asked)
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


async def _send(client: httpx2.AsyncClient, asked: httpx2.Request) -> httpx2.Response:
    """Send a request; once more where the connection that it took had been closed meanwhile."""
    try:
        return await client.send(asked, stream=True)
    except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
        # No byte of an answer came. A provider closes connections that were idle, and a request
        # that meets it says nothing about the provider.
        return await client.send(asked, stream=True)


def _request_to(
    client: httpx2.AsyncClient,
    upstream: Upstream,
    request: ModelRequest,
    output_tokens_max: int | None,
    given: Mapping[str, str],
) -> httpx2.Request:
    content = request.forwarded(
        upstream.models[request.model],
        output_tokens_max,
        upstream.dialect,
        passes_through=upstream.passes_through,
    )
    headers = _headers(upstream, given)
    destination = upstream.destination
    if destination is None:
        url = f"{upstream.base_url}/{request.kind}"
        return client.build_request("POST", url, content=content, headers=headers)
    # To the address that was looked at, under the name that it was looked up by.
    return client.build_request(
        "POST",
        f"{destination.url}/{request.kind}",
        content=content,
        headers={**headers, "host": destination.host_header},
        extensions={**_timeouts(client), "sni_hostname": destination.server_name},
    )


def _timeouts(client: httpx2.AsyncClient) -> dict[str, object]:
    return {"timeout": client.timeout.as_dict()}


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
