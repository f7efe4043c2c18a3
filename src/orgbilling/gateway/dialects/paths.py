"""Where something stands in a JSON document: `usage.cost`, `choices.*.usage`."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator

EACH: Final = "*"
"""The step into every member of a list."""


def _steps(text: object) -> object:
    return tuple(text.split(".")) if isinstance(text, str) and all(text.split(".")) else text


Path: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_steps)]
Paths: TypeAlias = tuple[Path, ...]


def values_at(document: Any, path: tuple[str, ...]) -> list[Any]:
    """Return what stands at a path: at most one value, or several where it goes through a list."""
    # A loop and no generator: every stream has its usage looked up by twenty paths.
    for number, step in enumerate(path):
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif step == EACH and isinstance(document, list):
            rest = path[number + 1 :]
            return [value for member in document for value in values_at(member, rest)]
        else:
            return []
    return [document]


def values_of(document: Any, paths: Paths) -> Iterator[Any]:
    """Yield what stands at each of several paths, in their order."""
    for path in paths:
        yield from values_at(document, path)


def text_of(document: Any, paths: Paths) -> str | None:
    """Return the first text that says something."""
    texts = (v for v in values_of(document, paths) if isinstance(v, str) and v.strip())
    return next(texts, None)


def code_of(document: Any, paths: Paths) -> str | None:
    """Return the first text that says something, or whole number, as a text."""
    for value in values_of(document, paths):
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value
    return None
