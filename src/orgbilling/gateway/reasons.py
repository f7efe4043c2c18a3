"""Why a provider refuses a call or breaks it off, read from whatever shape it says it in, and told
to a client without our accounts, deployments, keys and addresses."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from orgbilling.gateway.upstreams import Upstream

_MESSAGE_CHARACTERS_MAX: Final = 2_000
_CODE_CHARACTERS_MAX: Final = 100
_DEPTH_MAX: Final = 6
# Where a sentence stands, the most telling first.
_SENTENCES: Final = (
    "message", "detail", "error", "errors", "msg", "error_description", "description",
    "errorMessage", "Message", "reason", "title",
)  # fmt: skip
# What a provider's own word means as a status of HTTP, where it sends none.
_STATUS_OF: Final = {
    "invalid_request_error": 400, "invalid_argument": 400, "invalid_request": 400,
    "bad_request": 400, "badrequesterror": 400, "context_length_exceeded": 400,
    "content_filter": 400, "content_policy_violation": 400, "invalid_prompt": 400,
    "authentication_error": 401, "invalid_api_key": 401, "unauthenticated": 401,
    "insufficient_quota": 402, "billing_error": 402,
    "permission_error": 403, "permission_denied": 403,
    "not_found_error": 404, "not_found": 404, "model_not_found": 404, "notfounderror": 404,
    "request_too_large": 413, "rate_limit_error": 429, "rate_limit_exceeded": 429,
    "resource_exhausted": 429, "too_many_requests": 429, "ratelimiterror": 429,
    "server_error": 500, "api_error": 500, "internal": 500, "internal_error": 500,
    "internal_server_error": 500, "overloaded_error": 503, "unavailable": 503,
    "service_unavailable": 503, "timeout": 504, "deadline_exceeded": 504,
}  # fmt: skip
_UNKNOWN_STATUS: Final = 502
_TAG: Final = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.I)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reason:
    """What a provider said; `message` is empty where it said nothing. `status` is the HTTP status
    that its words mean, 502 where they mean none."""

    message: str = ""
    kind: str | None = None
    code: str | None = None
    param: str | None = None
    status: int = _UNKNOWN_STATUS

    @classmethod
    def of(cls, document: Any) -> "Reason":
        """Read a document in which a provider says what is wrong."""
        inner = document.get("error") if isinstance(document, dict) else None
        told = inner if isinstance(inner, dict) else document
        if isinstance(told, list):
            told = next((item for item in told if isinstance(item, dict)), {})
            inner = told.get("error")
            told = inner if isinstance(inner, dict) else told
        if not isinstance(told, dict):
            told = {}
        kind, code = _word(told.get("type")), _word(told.get("code"))
        name = _word(told.get("status"))
        return cls(
            message=_message_of(document),
            kind=kind if kind != "error" else None,
            code=code or name,
            param=_word(told.get("param")),
            status=_status_of(told, (code, name, kind, _word(inner))),
        )

    @classmethod
    def of_text(cls, content: bytes) -> "Reason":
        """Read the body of a refusal: JSON of any shape, a page, or plain text."""
        try:
            return cls.of(json.loads(content))
        except (ValueError, RecursionError):
            return cls(message=_plain(content.decode("utf-8", "replace")))


NO_REASON: Final = Reason()


def _message_of(document: Any) -> str:
    sentence = _sentence(document, 0)
    raw = _raw_of(document)
    if raw and raw not in sentence:
        sentence = f"{sentence.rstrip('.')}: {raw}" if sentence else raw
    return sentence[:_MESSAGE_CHARACTERS_MAX]


def _sentence(value: Any, depth: int) -> str:
    """Return the first sentence that a value tells, and where in a request it points to."""
    if depth > _DEPTH_MAX:
        return ""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        told = list(dict.fromkeys(filter(None, (_sentence(v, depth + 1) for v in value[:10]))))
        return "; ".join(told)
    if not isinstance(value, dict):
        return ""
    for name in _SENTENCES:
        told_here = _sentence(value.get(name), depth + 1)
        if told_here:
            place = value.get("loc")
            where = ".".join(map(str, place)) if isinstance(place, list) else ""
            return f"{where}: {told_here}" if where else told_here
    return ""


def _raw_of(document: Any) -> str:
    # A router tells of its own provider: "Provider returned error", and the reason beside it.
    error = document.get("error") if isinstance(document, dict) else None
    metadata = error.get("metadata") if isinstance(error, dict) else None
    raw = metadata.get("raw") if isinstance(metadata, dict) else None
    if not isinstance(raw, str):
        return ""
    try:
        return _sentence(json.loads(raw), 0)
    except (ValueError, RecursionError):
        return _plain(raw)


def _plain(text: str) -> str:
    if "<" in text and ">" in text:
        text = _TAG.sub(" ", text)
    return _SPACE.sub(" ", text).strip()[:_MESSAGE_CHARACTERS_MAX]


def _word(value: Any) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= _CODE_CHARACTERS_MAX:
        return None
    return value


def _status_of(told: dict[str, Any], words: Iterable[str | None]) -> int:
    for name in ("code", "status", "status_code", "http_status"):
        value = told.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
            return value
    detail = told.get("detail")
    if isinstance(detail, list) and any(isinstance(d, dict) and "loc" in d for d in detail):
        # It names a place in the request.
        return 422
    known = (_STATUS_OF.get(word.lower()) for word in words if word)
    return next((status for status in known if status is not None), _UNKNOWN_STATUS)


_GONE: Final = "…"
# Names of accounts at those who name them: organizations, projects, resources of clouds.
_ACCOUNTS: Final = re.compile(
    r"\b(?:org|proj|acct|user|team|ws|wrkspc)[-_](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{6,}\b"
    r"|\bsk-[\w*.-]{4,}|\barn:aws[\w-]*:\S+|\bprojects/[\w.-]+|\bsubscriptions/[\w-]+"
    r"|\bdeployments/[\w.-]+|\baccounts/[\w.-]+(?=/)|\b\d{12}\b"
)
_NAMED: Final = re.compile(
    r"\b(organi[sz]ation|account|project|tenant|subscription|team|workspace|deployment|resource)"
    r"((?:\s+(?:id|named|name|key))?(?:\s*[:=]\s*|\s+)[\"'`(]?)([\w.-]*[\d_-][\w.-]*)",
    re.IGNORECASE,
)
_ADDRESSES: Final = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")
# Parts of addresses that say nothing about whose they are.
_COMMON_PARTS: Final = frozenset(
    {"api", "www", "v1", "v1beta", "v2", "openai", "inference", "models", "chat", "deployments"}
)
_PART_CHARACTERS_MIN: Final = 4


class Scrubber:
    """Takes out of a provider's words what is ours. Its own name of the model becomes the one that
    the client asked for."""

    def __init__(self, upstream: Upstream, model: str) -> None:
        # The longest first: an address is taken out before the host in it.
        secrets = sorted(_secrets_of(upstream), key=len, reverse=True)
        self._secrets = re.compile(
            "|".join(rf"(?<!\w){re.escape(secret)}(?!\w)" for secret in secrets) or "(?!)",
            re.IGNORECASE,
        )
        theirs = upstream.models.get(model, model)
        self._model = model
        self._theirs = (
            re.compile(rf"(?<![\w.-]){re.escape(theirs)}(?![\w-])") if theirs != model else None
        )

    def text(self, text: str) -> str:
        """Return a sentence without what is ours."""
        if self._theirs is not None:
            text = self._theirs.sub(lambda _: self._model, text)
        text = self._secrets.sub(_GONE, text)
        text = _NAMED.sub(lambda found: f"{found[1]}{found[2]}{self._named(found[3])}", text)
        return _ADDRESSES.sub(_GONE, _ACCOUNTS.sub(_GONE, text))

    def document(self, value: Any) -> Any:
        """Return a document, each text in it without what is ours."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.document(item) for item in value]
        if isinstance(value, dict):
            return {name: self.document(item) for name, item in value.items()}
        return value

    def reason(self, reason: Reason) -> Reason:
        """Return a reason without what is ours."""
        return Reason(
            message=self.text(reason.message),
            kind=reason.kind and self.text(reason.kind),
            code=reason.code and self.text(reason.code),
            param=reason.param and self.text(reason.param),
            status=reason.status,
        )

    def _named(self, name: str) -> str:
        return name if name.rstrip(".") == self._model else _GONE


def _secrets_of(upstream: Upstream) -> set[str]:
    """Return the texts that say whose account it is: address, host, its own part of it, keys."""
    parts = urlsplit(upstream.base_url)
    host = parts.hostname or ""
    found = {upstream.base_url, parts.netloc, host, host.partition(".")[0]}
    found |= set(parts.path.split("/"))
    found |= {upstream.api_key, *upstream.headers.values()}
    return {
        text
        for text in found
        if len(text) >= _PART_CHARACTERS_MIN and text.lower() not in _COMMON_PARTS
    }
