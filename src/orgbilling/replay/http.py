"""A client of the HTTP API that does not give up at the first broken connection."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx2

_PAUSE_FIRST_S = 0.05
_PAUSE_MAX_S = 1.0
_TIMEOUT_S = 30.0
_RETRIED = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class ReplayError(Exception):
    """The replay cannot go on. The text is one line for the user."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, how long its last attempt took, and how many attempts came before.

    Numbers of the body are exact (`Decimal` where they have a fraction).
    """

    status: int
    body: Any
    latency_s: float
    retries: int
    next_path: str | None = None


class Client:
    """Requests to one server, over kept connections, as one caller (a key or a session).

    A request is sent again, as it is, when the connection breaks or the server says that it is
    not available; so each must be one that may come twice (the API's idempotency keys see to it).
    """

    def __init__(
        self, url: str, *, key: str | None = None, connections: int, patience_s: float
    ) -> None:
        self.url = url.rstrip("/")
        self._patience_s = patience_s
        self._http = httpx2.AsyncClient(
            base_url=self.url,
            headers={"authorization": f"Bearer {key}"} if key else {},
            limits=httpx2.Limits(
                max_connections=connections, max_keepalive_connections=connections
            ),
            timeout=httpx2.Timeout(_TIMEOUT_S, pool=None),
            # What the environment says about proxies is not meant for a server of one's own.
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Send a request until it is answered.

        Raises:
            ReplayError: no answer for longer than the client's patience.
        """
        headers = {"idempotency-key": idempotency_key} if idempotency_key else {}
        deadline = time.monotonic() + self._patience_s
        pause_s = _PAUSE_FIRST_S
        retries = 0
        while True:
            began = time.perf_counter()
            reason, wait_s = "it does not answer", pause_s
            try:
                response = await self._request(method, path, body, headers)
                if response.status_code not in _RETRIED:
                    latency_s = time.perf_counter() - began
                    return _answer(response, latency_s, retries)
                reason = f"it answers {response.status_code}"
                if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                    wait_s = max(pause_s, _retry_after_s(response))
            except httpx2.TransportError as error:
                reason = str(error) or type(error).__name__
            except httpx2.InvalidURL as error:
                raise ReplayError(f"{self.url} is not an address: {error}.") from None
            if time.monotonic() + wait_s > deadline:
                raise ReplayError(
                    f"{self.url} is not available for {self._patience_s:.0f} s: {reason}."
                ) from None
            retries += 1
            await asyncio.sleep(wait_s)
            pause_s = min(pause_s * 2, _PAUSE_MAX_S)

    async def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> httpx2.Response:
        try:
            return await self._http.request(
                method,
                path,
                content=None if body is None else json.dumps(body, default=float),
                headers={**headers, "content-type": "application/json"},
            )
        except AttributeError as error:
            # What anyio makes of a socket that its peer has closed before it was looked at.
            raise httpx2.ConnectError("The connection was lost at once.") from error

    async def get(self, path: str) -> Any:
        """Return the body of what must be there.

        Raises:
            ReplayError: it is not, or not for this caller.
        """
        return require_success(await self.send("GET", path), path).body

    async def get_all(self, path: str) -> list[Any]:
        """Return a list over all its pages.

        Raises:
            ReplayError: as `get`.
        """
        found: list[Any] = []
        next_path: str | None = path
        while next_path is not None:
            answer = require_success(await self.send("GET", next_path), path)
            found += answer.body
            next_path = answer.next_path
        return found


def require_success(answer: Answer, what: str) -> Answer:
    """Pass a successful answer on.

    Raises:
        ReplayError: it is a refusal; the text says which.
    """
    if answer.status < HTTPStatus.BAD_REQUEST:
        return answer
    body = answer.body if isinstance(answer.body, dict) else {}
    detail = body.get("detail") or "no reason given"
    raise ReplayError(f"{what}: {answer.status} {body.get('code', '')}: {detail}")


def _answer(response: httpx2.Response, latency_s: float, retries: int) -> Answer:
    try:
        body = json.loads(response.content, parse_float=Decimal) if response.content else None
    except ValueError:
        body = None
    following = response.links.get("next", {}).get("url")
    return Answer(response.status_code, body, latency_s, retries, following)


def _retry_after_s(response: httpx2.Response) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else 0.0
