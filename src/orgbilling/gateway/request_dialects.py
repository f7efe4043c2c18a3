"""What of a request's body goes on to a provider, by its family: data of `dialects/requests/`.

A family says what differs from the one that it inherits, which is `openai` where it names none. The
grammar of its shapes is written in `openai.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

Kind = Literal[
    "chat/completions",
    "completions",
    "embeddings",
    "responses",
    "messages",
    "images/generations",
    "audio/speech",
    "audio/transcriptions",
    "moderations",
    "rerank",
]
MediaKind = Literal["image", "audio", "file"]

# What of a message goes on is the same for all who take one: `gateway/messages/fields.py`.
KINDS: Final[tuple[Kind, ...]] = ("chat/completions", "completions", "embeddings", "responses")
"""What is asked of models of text; fields of `every` are theirs."""
OTHER_KINDS: Final[tuple[Kind, ...]] = (
    "images/generations", "audio/speech", "audio/transcriptions", "moderations", "rerank",
)  # fmt: skip
EVERY_KIND: Final = (*KINDS, *OTHER_KINDS)
DEFAULT: Final = "openai"
_FOLDER: Final = Path(__file__).parent / "dialects" / "requests"
_ELSEWHERE: Final = "elsewhere"
_NAME: Final = re.compile(r"[a-z0-9_-]+")

Names: TypeAlias = tuple[str, ...]
Document: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Shape:
    """What of an object goes on: each field that does, with the shape of its value, or None where
    all of it goes on.

    `media` is what its object is counted as; `fee` what it costs beside its tokens, at most as
    often as the field `bound` says, of it or of the body; the others are fields: without `needed`
    it is refused, without `kept_with` it is left out, and so it is where `unless` is false.
    `by_type` has the shapes of an object's types instead.
    """

    fields: dict[str, "Shape | None"] = field(default_factory=dict)
    media: MediaKind | None = None
    fee: str | None = None
    bound: str | None = None
    is_refused: bool = False
    needed: str | None = None
    kept_with: str | None = None
    unless: str | None = None
    by_type: "dict[str, Shape] | None" = None


@dataclass(frozen=True, slots=True)
class RequestDialect:
    """What of a request goes on to the providers of a family, by kind of request.

    `limits` are the fields that bound an answer, the first to be sent where a request has none, and
    `answers` those that multiply it. `routing` are refused where they stand at the top of a body,
    `objects` wherever a shape does not know them.
    """

    name: str
    limits: Mapping[Kind, Names]
    answers: Mapping[Kind, Names]
    bodies: Mapping[Kind, Shape]
    routing: frozenset[str]
    objects: frozenset[str]


@cache
def request_dialect(name: str = DEFAULT) -> RequestDialect:
    """Return the requests of a family; those of `openai` where the family has nothing to add.

    Raises:
        ValueError: its file is not what it must be.
    """
    document = _inherited(name if _NAME.fullmatch(name) and _path(name).is_file() else DEFAULT)
    shapes = _Shapes(document)
    fields = document.get("fields", {})
    every = fields.get("every", "")
    refused = document.get("refused", {})
    return RequestDialect(
        name=name,
        limits={kind: _words(document.get("limits", {}).get(kind, "")) for kind in EVERY_KIND},
        answers={kind: _words(document.get("answers", {}).get(kind, "")) for kind in EVERY_KIND},
        bodies={
            kind: shapes.read(f"{every if kind in KINDS else ''} {fields.get(kind, '')}")
            for kind in EVERY_KIND
        },
        routing=frozenset(_words(refused.get("routing", ""))),
        objects=frozenset(_words(refused.get("objects", ""))),
    )


@cache
def families() -> Names:
    """Return the names of all families that have a file of their own, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def known_limits() -> frozenset[str]:
    """Return every name of a limit, of every family and kind."""
    return _all_names("limits", *KINDS, _ELSEWHERE)


@cache
def known_limits_of(kind: Kind) -> frozenset[str]:
    """Return every name of a limit of one kind of request."""
    return _all_names("limits", kind)


@cache
def known_multipliers() -> frozenset[str]:
    """Return every name of what multiplies answers, of every family and kind."""
    return _all_names("answers", *KINDS, _ELSEWHERE)


def _all_names(part: Literal["limits", "answers"], *kinds: str) -> frozenset[str]:
    documents = [tomllib.loads(_path(name).read_text(encoding="utf-8")) for name in families()]
    texts = [document.get(part, {}).get(kind, "") for document in documents for kind in kinds]
    return frozenset(name for text in texts for name in _words(text))


def _path(name: str) -> Path:
    return _FOLDER / f"{name}.toml"


def _inherited(name: str) -> Document:
    """Return a family's document, with all that it inherits; lists of words are added up, but for
    limits and answers, which take the place of those before."""
    document = tomllib.loads(_path(name).read_text(encoding="utf-8"))
    parent = document.pop("inherits", DEFAULT if name != DEFAULT else None)
    if parent is None:
        return document
    if name != DEFAULT:
        merged = _inherited(parent)
    else:
        # What all of them have is long, and stands in files of its own.
        merged = {}
        for part in parent.split():
            _merge(merged, tomllib.loads(_path(part).read_text(encoding="utf-8")), adds=False)
    _merge(merged, document, adds=False)
    return merged


def _merge(below: Document, above: Document, *, adds: bool) -> None:
    for key, value in above.items():
        if isinstance(value, dict):
            replaces = key in ("limits", "answers")
            _merge(below.setdefault(key, {}), value, adds=not replaces)
        else:
            below[key] = f"{below[key]} {value}" if adds and key in below else value


def _words(text: str) -> Names:
    """Return the words of a text: the last of a name, and none that a later `-name` takes back."""
    found: dict[str, str] = {}
    for word in text.split():
        found.pop(word.removeprefix("-").partition(":")[0], None)
        if not word.startswith("-"):
            found[word.partition(":")[0]] = word
    return tuple(found.values())


class _Shapes:
    """Reads the shapes of one document, each once: a shape may be part of itself."""

    def __init__(self, document: Document) -> None:
        self._texts: Mapping[str, str] = document.get("shapes", {})
        self._types: Mapping[str, Mapping[str, str]] = document.get("types", {})
        self._made: dict[str, Shape] = {}

    def read(self, text: str, type_name: str = "") -> Shape:
        shape = Shape()
        self._fill(shape, text, type_name)
        return shape

    def _named(self, name: str) -> Shape:
        if name not in self._made:
            shape = self._made[name] = Shape()
            if name in self._types:
                shape.by_type = {
                    kind: self.read(text, kind)
                    for kinds, text in self._types[name].items()
                    for kind in kinds.split()
                }
            elif name in self._texts:
                self._fill(shape, self._texts[name], name)
            else:
                raise ValueError(f"no shape is called {name}")
        return self._made[name]

    def _fill(self, shape: Shape, text: str, type_name: str) -> None:
        for word in _words(text):
            mark, rest = word[0], word[1:]
            if mark == "@":
                shape.media = _media_kind(rest)
            elif mark == "$":
                shape.fee = rest or type_name
            elif mark == "<":
                shape.bound = rest
            elif mark == "!":
                shape.needed, shape.is_refused = rest or None, not rest
            elif mark == "?":
                shape.kept_with = rest
            elif mark == "~":
                shape.unless = rest
            else:
                name, _, inner = word.partition(":")
                shape.fields[name] = self._named(inner) if inner else None


def _media_kind(name: str) -> MediaKind:
    for kind in get_args(MediaKind):
        if kind == name:
            return kind  # type: ignore[no-any-return]
    raise ValueError(f"{name} is no kind of media")
