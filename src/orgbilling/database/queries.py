"""Named queries: SQL lives in `queries.sql` beside the module that uses it.

A query starts with the line `-- name: get_pool`; what follows, up to the next such line, is its
text. This package sends texts (`queries = load_queries(__file__)`, then `queries.get_pool`); others
send what `make queries` makes of them (`statements`).
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import LiteralString

_HEADER = re.compile(r"^--\s*name\s*:\s*(.*?)\s*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class QueriesError(Exception):
    """A file of queries is malformed, or a name is not in it."""


class Queries(Mapping[str, LiteralString]):
    """The queries of one file, by attribute (`queries.get_pool`) or by key."""

    def __init__(self, path: Path, texts: dict[str, str]) -> None:
        self._path = path
        # The texts come from files of this package, never from a request, so they are literals.
        self._texts: dict[str, LiteralString] = texts

    def __getitem__(self, name: str) -> LiteralString:
        try:
            return self._texts[name]
        except KeyError:
            near = get_close_matches(name, self._texts, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise QueriesError(f"There is no query {name} in {self._path}{hint}") from None

    def __getattr__(self, name: str) -> LiteralString:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def load_queries(module_file: str, name: str = "queries.sql") -> Queries:
    """Read the queries beside a module (`load_queries(__file__)`).

    Raises:
        QueriesError: the file is missing, a name is malformed or used twice, a query is empty,
            or text stands before the first name.
    """
    path = Path(module_file).with_name(name)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise QueriesError(f"{path} cannot be read: {error.strerror}") from None
    return Queries(path, _split(path, text))


def _split(path: Path, text: str) -> dict[str, str]:
    before, *parts = _HEADER.split(text)
    if _without_comments(before):
        raise QueriesError(f"{path}: text stands before the first `-- name:` line")
    texts: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if not _NAME.fullmatch(name):
            raise QueriesError(f"{path}: {name!r} is not a name (small letters, digits, _)")
        if name in texts:
            raise QueriesError(f"{path}: the name {name} is used twice")
        if not _without_comments(body):
            raise QueriesError(f"{path}: the query {name} is empty")
        texts[name] = body.strip().rstrip(";")
    return texts


def _without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text).strip()
