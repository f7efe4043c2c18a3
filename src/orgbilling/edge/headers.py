"""Request headers that a route asks for by type."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from orgbilling.bounds import ID_CHARACTERS_MAX
from orgbilling.kernel.errors import Invalid

_KEY = re.compile(rf"[\x21-\x7e]{{1,{ID_CHARACTERS_MAX}}}")

# Declared for the API's description; its rules are checked below, where they get our codes.
_Declared = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="New for each intention, the same for each retry; "
        f"1 to {ID_CHARACTERS_MAX} visible characters.",
        examples=["0198c5a2-allocate-mona"],
    ),
]


def is_visible_id(text: str) -> bool:
    """Tell whether a text is an id that a caller may give: 1 to 255 visible ASCII characters."""
    return _KEY.fullmatch(text) is not None


def optional_idempotency_key(request: Request) -> str | None:
    """Return the `Idempotency-Key` header, or None where there is none.

    Raises:
        Invalid: `idempotency_key_invalid`: not 1 to 255 visible ASCII characters, or given twice.
    """
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not is_visible_id(keys[0]):
        raise Invalid(
            f"Idempotency-Key is one header of 1 to {ID_CHARACTERS_MAX} visible ASCII characters.",
            code="idempotency_key_invalid",
        )
    return keys[0]


# FastAPI runs what is not async in a thread, which costs more than the header.
async def _optional_key(request: Request, _declared: _Declared = None) -> str | None:
    return optional_idempotency_key(request)


OptionalIdempotencyKey = Annotated[str | None, Depends(_optional_key)]
"""The caller's key, for verbs that also take it in the body, or need none."""


async def required_idempotency_key(key: OptionalIdempotencyKey) -> str:
    """Return the `Idempotency-Key` header.

    Raises:
        Invalid: `idempotency_key_required` without it, `idempotency_key_invalid` as above.
    """
    if key is None:
        raise Invalid(
            "This request moves credits or changes what is paid: send an Idempotency-Key header "
            "that is new for each intention and the same for each retry.",
            code="idempotency_key_required",
        )
    return key


IdempotencyKey = Annotated[str, Depends(required_idempotency_key)]
"""The caller's key; the request is refused without it."""
