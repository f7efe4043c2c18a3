"""`?preview=true`: a verb says what it would do, and does nothing."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from orgbilling.edge.headers import OptionalIdempotencyKey, required_idempotency_key

_NAME = "preview"
_BOOL = TypeAdapter(bool)

Preview = Annotated[
    bool,
    Query(
        alias=_NAME,
        description="Only say what it would do: nothing is written, no Idempotency-Key is needed, "
        "and the request counts as a read.",
    ),
]
"""Whether only a preview is asked for."""


async def key_unless_preview(key: OptionalIdempotencyKey, preview: Preview = False) -> str | None:
    """Return the `Idempotency-Key` header, which a preview neither needs nor uses up.

    Raises:
        Invalid: `idempotency_key_required` or `idempotency_key_invalid`, where it is no preview.
    """
    return None if preview else await required_idempotency_key(key)


KeyUnlessPreview = Annotated[str | None, Depends(key_unless_preview)]
"""The caller's key; None in a preview."""


def can_preview(route: APIRoute) -> bool:
    """Return whether a route takes `preview`."""
    return _takes_preview(route.dependant)


def is_preview(request: Request) -> bool:
    """Return whether a request to a route that takes `preview` asks for one; what is no yes or no
    is refused where parameters are checked."""
    try:
        return _BOOL.validate_python(request.query_params.get(_NAME, False))
    except ValidationError:
        return False


def _takes_preview(dependant: Dependant) -> bool:
    return any(parameter.alias == _NAME for parameter in dependant.query_params) or any(
        _takes_preview(other) for other in dependant.dependencies
    )
