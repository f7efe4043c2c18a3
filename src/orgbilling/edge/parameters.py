"""Query parameters: a route knows each that it is sent, or refuses the request.

A parameter that nothing reads is a question that is answered as if it had not been asked: a report
for October would be one of the last 30 days.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from orgbilling.edge.validation import ERRORS_MAX
from orgbilling.kernel.errors import Invalid

_API: Final = "/api/"
# A provider adds to it what it likes, and `state` proves the rest.
_OPEN: Final = frozenset({"/api/v1/auth/callback"})
_NAME_CHARACTERS_MAX: Final = 100


def parameters_of(route: APIRoute) -> Mapping[str, bool] | None:
    """Return the query parameters that a route takes, each with whether it may come several times;
    None for a route that takes any."""
    _, is_api, rest = route.path.partition(_API)
    if not is_api or f"{_API}{rest}" in _OPEN:
        return None
    return _taken(route.dependant)


def require_known(request: Request, known: Mapping[str, bool]) -> None:
    """Check that a request has no query parameter but these, and each that is one value once.

    Raises:
        Invalid: `invalid_request`.
    """
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            taken = ", ".join(sorted(known)) or "none"
            wrong[name] = f"is not a parameter of this request; those are: {taken}"
        elif name in seen and not known[name]:
            wrong[name] = "must be given once"
        seen.add(name)
        if len(wrong) == ERRORS_MAX:
            break
    if wrong:
        raise Invalid(
            "Part of the request is not what it must be.",
            code="invalid_request",
            fields={
                "errors": [
                    {"field": name[:_NAME_CHARACTERS_MAX], "message": message}
                    for name, message in wrong.items()
                ]
            },
        )


def _taken(dependant: Dependant) -> dict[str, bool]:
    taken = {
        parameter.alias: _is_list(parameter.field_info.annotation)
        for parameter in dependant.query_params
    }
    for other in dependant.dependencies:
        taken |= _taken(other)
    return taken


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is list:
        return True
    if origin is Annotated:
        return _is_list(get_args(annotation)[0])
    is_union = origin is Union or getattr(origin, "__name__", "") == "UnionType"
    return is_union and any(map(_is_list, get_args(annotation)))
