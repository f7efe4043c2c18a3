"""A small OpenID provider: a real HTTP server that keeps the rules, or breaks one when told to.

It checks what a provider has to (redirect address, PKCE, client secret, a code once), so that a
sign-in which works here works because the application did its part.
"""

import base64
import gzip
import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT_ID = "orgbilling"
CLIENT_SECRET = "provider-and-orgbilling"
SigningKey = RSAKey | ECKey
Claims = dict[str, Any]
ALL_ALGORITHMS = JWSRegistry(algorithms=["RS256", "PS256", "ES256", "HS256", "none"])


def new_key(name: str, kind: type[SigningKey] = RSAKey) -> SigningKey:
    parameters = {"kid": name, "use": "sig"}
    if kind is ECKey:
        return ECKey.generate_key("P-256", parameters)
    return RSAKey.generate_key(2048, parameters)


@dataclass
class Person:
    """Somebody who has an account at the provider."""

    sub: str
    claims: Claims = field(default_factory=dict)


@dataclass
class Reply:
    """An answer that the provider gives instead of its own."""

    body: bytes = b"{}"
    status: int = 200
    waits_s: float = 0
    asked: threading.Event = field(default_factory=threading.Event)


@dataclass
class Grant:
    """What a code stands for."""

    person: Person
    sid: str
    query: dict[str, str]


class ProviderServer:
    """The provider. `person` is whoever sits at the browser; the rest is how it misbehaves."""

    def __init__(self) -> None:
        self._http = _HttpServer(self)
        self.issuer = f"http://127.0.0.1:{self._http.server_port}"
        self.first_key = new_key("first")
        self.reset()

    def reset(self) -> None:
        """Behave again."""
        self.person = Person("nobody")
        self.keys: list[SigningKey] = [self.first_key]
        self.algorithm = "RS256"
        self.client_secret: str | None = CLIENT_SECRET
        self.grants: dict[str, Grant] = {}
        self.signed_in: dict[str, Person] = {}
        self.replies: dict[str, Reply] = {}
        # Bytes of spaces after its own answer at a path, and how it is packed.
        self.padded: dict[str, tuple[int, str]] = {}
        self.requests: Counter[str] = Counter()
        self.last_query: dict[str, str] = {}
        self.authorization_error: str | None = None
        self.answer: dict[str, str | None] = {}
        self.metadata: Claims = {}
        self.user_info: Claims | None = None
        self.change: Callable[[Claims], Claims] = lambda claims: claims
        self.make_token: Callable[[Claims], str] = self.signed
        self.change_tokens: Callable[[Claims], Claims] = lambda tokens: tokens

    def signed(self, claims: Claims, **header: Any) -> str:
        """Sign with the newest key, as a provider does."""
        key = self.keys[-1]
        full = {"alg": self.algorithm, "kid": key.kid, "typ": "JWT", **header}
        full = {name: value for name, value in full.items() if value is not None}
        return jwt.encode(full, claims, key, registry=ALL_ALGORITHMS)

    def logout_token(self, _header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A back-channel logout token; a claim of None is left out."""
        now = int(time.time())
        full = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}}, **claims,
        }  # fmt: skip
        full = {name: value for name, value in full.items() if value is not None}
        return self.signed(full, **{"typ": "logout+jwt", **(_header or {})})

    def rotate(self, name: str, kind: type[SigningKey] = RSAKey) -> None:
        """Sign with a new key from now on, and take the old ones back."""
        self.keys = [new_key(name, kind)]

    @contextmanager
    def running(self) -> Iterator["ProviderServer"]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()

    def document(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
            # What a provider offers is no reason to accept it.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.metadata,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Sign the person in; returns where their browser goes."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        self.last_query = query
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(self.person, secrets.token_hex(8), query)
        answer: dict[str, str | None] = {"state": query["state"], "iss": self.issuer}
        if self.authorization_error is not None:
            answer["error"] = self.authorization_error
        else:
            answer["code"] = code
        answer |= self.answer
        told = {name: value for name, value in answer.items() if value is not None}
        return f"{query['redirect_uri']}?{urlencode(told)}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """Change a code for tokens."""
        if not self._is_our_client(form, authorization):
            return 401, {"error": "invalid_client"}
        grant = self.grants.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            grant is None
            or form.get("redirect_uri") != grant.query["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).decode().rstrip("=")
            != grant.query["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        access_token = secrets.token_urlsafe(16)
        self.signed_in[access_token] = grant.person
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": grant.person.sub, "aud": CLIENT_ID, "azp": CLIENT_ID,
            "iat": now, "exp": now + 300, "nonce": grant.query["nonce"], "sid": grant.sid,
            "at_hash": half_hash(access_token), **grant.person.claims,
        }  # fmt: skip
        id_token = self.make_token(self.change(claims))
        tokens = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300}
        return 200, self.change_tokens(tokens | {"id_token": id_token})

    def _is_our_client(self, form: dict[str, str], authorization: str) -> bool:
        if self.client_secret is None:
            return form.get("client_id") == CLIENT_ID and not authorization
        pair = f"{CLIENT_ID}:{self.client_secret}".encode()
        return authorization == f"Basic {base64.b64encode(pair).decode()}"


def half_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    server: "_HttpServer"
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        self._serve({name: values[0] for name, values in parse_qs(body).items()})

    def _serve(self, form: dict[str, str]) -> None:
        provider = self.server.provider
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        provider.requests[url.path] += 1
        reply = provider.replies.get(url.path)
        if reply is not None:
            reply.asked.set()
            # A slow provider; whoever waits is the application, with its own limit.
            threading.Event().wait(reply.waits_s)
            self._send(reply.status, reply.body)
        elif url.path == "/authorize":
            self._send(303, b"", location=provider.authorize(query))
        elif url.path == "/token":
            self._json(*provider.exchange(form, self.headers.get("authorization", "")))
        elif url.path == "/userinfo":
            self._user_info()
        elif url.path == "/jwks":
            self._json(200, {"keys": [key.as_dict(private=False) for key in provider.keys]})
        elif url.path == "/.well-known/openid-configuration":
            self._json(200, provider.document())
        else:
            self._json(404, {})

    def _user_info(self) -> None:
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        provider = self.server.provider
        person = provider.signed_in.get(token)
        if person is None:
            self._json(401, {})
        else:
            self._json(200, {"sub": person.sub, **(provider.user_info or {})})

    def _json(self, status: int, content: Any) -> None:
        self._send(status, json.dumps(content).encode())

    def _send(self, status: int, body: bytes, location: str = "") -> None:
        provider = self.server.provider
        padding, packing = provider.padded.get(urlsplit(self.path).path, (0, ""))
        body += b" " * padding
        self.send_response(status)
        if packing:
            self.send_header("content-encoding", packing)
            body = gzip.compress(body)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if location:
            self.send_header("location", location)
        self.end_headers()
        self.wfile.write(body)


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, provider: ProviderServer) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), _Handler)
