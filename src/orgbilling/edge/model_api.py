"""`/v1`, which any model's client calls, pages of other sites included.

A page anywhere may call it with a key that it was given, and read the answer: a browser never adds
a key by itself, so that nobody is made to call in another's name. What a browser does add, the
session's cookie, is worth nothing there, and `*` tells browsers not to send it.
"""

import re
from typing import Final

from starlette.responses import Response
from starlette.types import Scope

_ROOT: Final = "/v1"
_BELOW: Final = "/v1/"
# What clients read of an answer. A list with names is for browsers that do not know the star.
_EXPOSED: Final = (
    b"x-request-id, retry-after, x-should-retry, x-max-output-tokens, x-orgbilling-credits, "
    b"x-orgbilling-remaining-credits, x-orgbilling-model, x-orgbilling-answered-model, "
    b"x-orgbilling-upstream, x-dropped-fields, *"
)
_OPEN: Final = (b"access-control-allow-origin", b"*")
OPEN_HEADERS: Final[list[tuple[bytes, bytes]]] = [
    _OPEN,
    (b"access-control-expose-headers", _EXPOSED),
]
"""What lets a page of any site read an answer."""
_METHODS: Final = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_REMEMBERED_S: Final = 7200
"""As long as browsers remember at most what a preflight said."""
# Where a preflight names none; a star would not stand for the first of them.
_ALWAYS_ALLOWED: Final = b"authorization, content-type, x-api-key"
_NAME: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_ASKED_BYTES_MAX: Final = 4096


def is_model_api(path: str) -> bool:
    """Tell whether a path is below `/v1`, or `/v1` itself."""
    return path.startswith(_BELOW) or path == _ROOT


def preflight_answer(scope: Scope) -> Response:
    """Return the answer to an OPTIONS request below `/v1`: every method, and the headers that are
    asked for, whatever the client calls them. Nobody's credential is looked at, because browsers
    send none with it."""
    answer = Response(status_code=204)
    answer.raw_headers += [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", _allowed(scope)),
        (b"access-control-max-age", str(_REMEMBERED_S).encode()),
    ]
    return answer


def _allowed(scope: Scope) -> bytes:
    asked = b",".join(
        value for name, value in scope["headers"] if name == b"access-control-request-headers"
    )
    if len(asked) > _ASKED_BYTES_MAX:
        return _ALWAYS_ALLOWED
    names = [name for part in asked.split(b",") if _NAME.fullmatch(name := part.strip())]
    return b", ".join(dict.fromkeys([*_ALWAYS_ALLOWED.split(b", "), *names]))
