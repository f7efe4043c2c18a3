"""What a request must pass before anything looks at it, as plain ASGI so that it costs little.

In this order: the service is enabled (503), there is a credential of some kind (401), a write does
not come from another site (403), its body is JSON (415) and not too large (413). Whose the
credential is, how often it may come and what it may do, is decided later (identity, policies).

A page of another site can make a browser send a write with our cookie, in two ways. By script or
by form with the browser's own word for where it comes from: Origin and Sec-Fetch-Site, which no
page can change. Or by a form of a browser that says neither; but no form can send JSON.
Neither can add a key: who sends one to the models is no other site's victim (`model_api`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orgbilling.edge.messages_errors import is_of_messages
from orgbilling.edge.model_api import OPEN_HEADERS, is_model_api, preflight_answer
from orgbilling.edge.problems import internal_error, problem_response
from orgbilling.edge.request_ids import RequestIds
from orgbilling.edge.runtime import Runtime
from orgbilling.kernel.errors import DomainError, Forbidden, Unauthorized, Unavailable
from orgbilling.settings import Settings

SESSION_COOKIE: Final = "session_token"
SECURE_PREFIX: Final = "__Host-"
"""What a cookie's name begins with over https: a browser then takes it from this very host alone,
encrypted, so that no neighbour (another subdomain, plain http) can plant one."""
_COOKIE_START: Final = f"{SESSION_COOKIE}=".encode()
_SECURE_PREFIX: Final = SECURE_PREFIX.encode()
_BILLING: Final = "/api/v1/org-billing"
# JSON alone is taken here. Not of the models' clients: sessions are refused there, so that a
# browser has nothing to be abused for.
_API: Final = "/api/"
_HEALTH: Final = frozenset({"/healthz", "/readyz"})
_PUBLIC: Final = frozenset(
    {"/api/v1/system/status", f"{_BILLING}/plans", f"{_BILLING}/webhooks/lago"}
)
_PUBLIC_PREFIX: Final = "/api/v1/auth/"
# What an identity provider tells us is a form by its standard, and proves itself by a signed token.
_FORM_ROUTE: Final = "/api/v1/auth/backchannel-logout"
_JSON_TYPE: Final = b"application/json"
_FORM_TYPE: Final = b"application/x-www-form-urlencoded"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_KEY_HEADERS: Final = (b"authorization", b"x-api-key")
_DEFAULT_PORTS: Final = {"http": b":80", "https": b":443"}
_OWN_SITE: Final = (b"same-origin", b"none")
_PASSED: Final = "orgbilling.gate"
ANSWER_HEADERS: Final = "orgbilling.answer_headers"
"""In a request's scope: headers that its answer carries, whatever the answer is."""
_RETRY_WHEN_DISABLED_S: Final = 300

_COMMON_HEADERS: Final[list[tuple[bytes, bytes]]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
# Only over https: over http a browser ignores it, and a name of this machine must stay usable.
_TRANSPORT_HEADER: Final = (b"strict-transport-security", b"max-age=31536000")
_API_HEADERS: Final = [
    *_COMMON_HEADERS,
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_MODEL_HEADERS: Final = [*_API_HEADERS, *OPEN_HEADERS]
_SCREEN_POLICY: Final = (
    # The component kit sets its variables in style elements and attributes; no script is inline.
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    b"img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    b"form-action 'self'"
)
_SCREEN_HEADERS: Final = [*_COMMON_HEADERS, (b"content-security-policy", _SCREEN_POLICY)]
_ADDED_NAMES: Final = frozenset(name for name, _ in (*_MODEL_HEADERS, *_SCREEN_HEADERS))


class BodyTooLarge(HTTPException):
    """The body is larger than the server reads. An HTTPException, because that is the one kind
    of error that FastAPI passes on unchanged while it reads a body."""

    def __init__(self) -> None:
        super().__init__(status_code=413)


@dataclass(slots=True)
class _Facts:
    """The few headers that the gate decides by."""

    host: bytes = b""
    origin: bytes | None = None
    fetch_site: bytes | None = None
    content_length: bytes = b"0"
    content_type: bytes | None = None
    is_chunked: bool = False
    has_key: bool = False
    has_session: bool = False

    @property
    def has_credential(self) -> bool:
        return self.has_key or self.has_session


def _read(headers: Iterable[tuple[bytes, bytes]], path: str) -> _Facts:
    facts = _Facts()
    for name, value in headers:
        if name == b"host":
            facts.host = value
        elif name in _KEY_HEADERS:
            facts.has_key |= _is_key(name, value, path)
        elif name == b"cookie":
            facts.has_session |= _names_session(value)
        elif name == b"origin":
            facts.origin = value
        elif name == b"sec-fetch-site":
            facts.fetch_site = value
        elif name == b"content-length":
            facts.content_length = value
        elif name == b"content-type":
            facts.content_type = value
        elif name == b"transfer-encoding":
            facts.is_chunked = True
    return facts


def _is_key(name: bytes, value: bytes, path: str) -> bool:
    """Tell whether a header brings a key. That of Anthropic's clients does where they call."""
    if name == b"x-api-key":
        return is_of_messages(path)
    return value[:7].lower() == b"bearer "


class GateRules:
    """Which requests may go on; made once an application."""

    def __init__(self, settings: Settings) -> None:
        self._is_enabled = settings.enabled
        self._body_bytes_max = settings.max_body_bytes
        self._gateway_body_bytes_max = settings.gateway_max_body_bytes

    def body_bytes_max(self, path: str) -> int:
        """Return how large a body may be at `path`."""
        return self._gateway_body_bytes_max if is_model_api(path) else self._body_bytes_max

    def answer(self, scope: Scope, path: str) -> Response | None:
        """Return the answer to a request that goes no further, or None; `path` is its path without
        a mount."""
        if scope["method"] == "OPTIONS" and is_model_api(path):
            return preflight_answer(scope)
        refusal = self._refusal(scope, path)
        return None if refusal is None else problem_response(refusal, path_of(scope))

    def _refusal(self, scope: Scope, path: str) -> DomainError | None:
        is_of_models = is_model_api(path)
        if not self._is_enabled and (is_of_models or f"{path}/".startswith(f"{_BILLING}/")):
            return Unavailable(
                "Billing is switched off on this server. Nothing was written.",
                code="feature_disabled",
                retry_after_s=_RETRY_WHEN_DISABLED_S,
            )
        facts = _read(scope["headers"], path)
        if not facts.has_credential and is_private(path):
            return unauthenticated()
        if scope["method"] in _SAFE_METHODS:
            return None
        is_form_route = path == _FORM_ROUTE
        is_open = is_form_route or (is_of_models and facts.has_key)
        if not is_open and _is_cross_site(scope, facts):
            return Forbidden(
                "This change was asked for by another site.", code="cross_site_request"
            )
        if path.startswith(_API) and not _is_of_type(facts, is_form_route):
            return _NOT_JSON
        # What is no number is left to the server, which refuses it or reads chunks.
        length = facts.content_length[:20]
        is_too_large = length.isdigit() and int(length) > self.body_bytes_max(path)
        return _TOO_LARGE if is_too_large else None


_NOT_JSON: Final = DomainError("Send application/json.", code="unsupported_media_type", status=415)
_TOO_LARGE: Final = DomainError(
    "The body is larger than this server reads.", code="body_too_large", status=413
)


def unauthenticated() -> DomainError:
    """Return the refusal of a request without any credential."""
    return Unauthorized(
        "Sign in, or send an API key as Authorization: Bearer.", code="unauthenticated"
    )


def carries_credential(scope: Scope) -> bool:
    """Tell whether a request presents a credential of some kind, valid or not."""
    return _read(scope["headers"], path_of(scope)).has_credential


def is_api(path: str) -> bool:
    """Tell whether a path is the API's, whatever is there. What is not is the screens'."""
    return path.startswith(_API) or is_model_api(path)


def is_private(path: str) -> bool:
    """Tell whether a path needs a credential. What is not the API is the screens, and public."""
    if not is_api(path):
        return False
    return path not in _PUBLIC and not path.startswith(_PUBLIC_PREFIX)


def _names_session(cookie: bytes) -> bool:
    """Tell whether a session's cookie is there, by either of its names."""
    at = cookie.find(_COOKIE_START)
    before = cookie[:at].removesuffix(_SECURE_PREFIX)
    return at >= 0 and (not before or before[-1:] in (b" ", b";"))


def _is_cross_site(scope: Scope, facts: _Facts) -> bool:
    if facts.fetch_site is not None and facts.fetch_site not in _OWN_SITE:
        return True
    if facts.origin is None:
        return False
    scheme = scope.get("scheme", "http")
    port = _DEFAULT_PORTS.get(scheme, b"")
    own = f"{scheme}://".encode() + facts.host.lower()
    return facts.origin.lower().removesuffix(port) != own.removesuffix(port)


def _is_of_type(facts: _Facts, is_form_route: bool) -> bool:
    """Tell whether a body is what the route reads; no body and no type is right everywhere."""
    if facts.content_type is None:
        # A script may send bytes without a type across sites, without asking first.
        return not facts.is_chunked and facts.content_length == b"0"
    media_type = facts.content_type.partition(b";")[0].strip().lower()
    return media_type == (_FORM_TYPE if is_form_route else _JSON_TYPE)


def path_of(scope: Scope) -> str:
    """Return a request's path inside this application, where it is mounted in another."""
    path: str = scope["path"]
    root = scope.get("root_path", "")
    if root and path.startswith(f"{root}/"):
        return path[len(root) :]
    return path


def limit_body(receive: Receive, bytes_max: int) -> Receive:
    """Return a `receive` that raises `BodyTooLarge` past `bytes_max`, whatever the client said."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > bytes_max:
                raise BodyTooLarge
        return message

    return receive_limited


class Gate:
    """Middleware: the gate before the application, security headers on every answer, and a
    problem instead of a broken connection where the application fails."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._rules = GateRules(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)
        is_of_models = is_model_api(path)
        is_head = scope["method"] == "HEAD" and (is_of_models or path in _HEALTH)
        if not is_head and not (is_of_models and path.endswith("/")):
            await self._serve(scope, path, receive, send)
            return
        routed = _as_routed(scope, is_head=is_head)
        try:
            await self._serve(
                routed, path_of(routed), receive, _without_body(send) if is_head else send
            )
        finally:
            # Whoever measures outside asks the scope that it knows.
            if "route" in routed:
                scope["route"] = routed["route"]

    async def _serve(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        secured = _Secured(send, path, scope)
        answer = self._rules.answer(scope, path)
        if answer is not None:
            await answer(scope, receive, secured)
            return
        scope[_PASSED] = True
        if scope["method"] not in _SAFE_METHODS:
            receive = limit_body(receive, self._rules.body_bytes_max(path))
        try:
            await self._app(scope, receive, secured)
        except Exception as error:
            if secured.has_started:
                # Half an answer cannot be taken back; the server breaks the connection.
                raise
            await internal_error(path, error)(scope, receive, secured)


def _as_routed(scope: Scope, *, is_head: bool) -> Scope:
    """Return the scope of a request as the routes know it: HEAD is GET, and an address of the
    models is the same with a slash behind it. A redirect would lose the body, or the key."""
    method = "GET" if is_head else scope["method"]
    path = scope["path"].rstrip("/") if is_model_api(path_of(scope)) else scope["path"]
    return {**scope, "method": method, "path": path}


def _without_body(send: Send) -> Send:
    """Return a `send` for the answer to a HEAD request: that of GET, its length included."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


def headers_of(path: str) -> list[tuple[bytes, bytes]]:
    """Return the headers that every answer at `path` carries."""
    if is_model_api(path):
        return _MODEL_HEADERS
    return _API_HEADERS if path.startswith(_API) else _SCREEN_HEADERS


class _Secured:
    __slots__ = ("_headers", "_scope", "_send", "has_started")

    def __init__(self, send: Send, path: str, scope: Scope) -> None:
        self._send = send
        self._headers = headers_of(path)
        self._scope = scope
        self.has_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            given = message.setdefault("headers", [])
            names = dict(given)
            if names.keys().isdisjoint(_ADDED_NAMES):
                added = [*given, *self._headers]
            else:
                added = [*given, *(item for item in self._headers if item[0] not in names)]
            if self._scope.get("scheme") == "https":
                added.append(_TRANSPORT_HEADER)
            added.extend(self._scope.get(ANSWER_HEADERS, ()))
            message["headers"] = added
        await self._send(message)


async def pass_gate(app: ASGIApp, path: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a request behind the gate where no `Gate` stands before it: in a host application.

    `path` is the route's own: a host may have put a prefix before it.
    """
    if _PASSED in scope:
        await app(scope, receive, send)
        return

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        secured = _Secured(send, path, scope)
        runtime: Runtime | None = getattr(scope["app"].state, "orgbilling", None)
        if runtime is None:
            starting = Unavailable("The server is starting.", code="starting")
            await problem_response(starting, path_of(scope))(scope, receive, secured)
            return
        rules = GateRules(runtime.settings)
        answer = rules.answer(scope, path)
        if answer is not None:
            await answer(scope, receive, secured)
            return
        await app(scope, limit_body(receive, rules.body_bytes_max(path)), secured)

    await RequestIds(serve)(scope, receive, send)
