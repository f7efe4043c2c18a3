"""What a provider adds to a call that its body does not show: data of `dialects/models/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).parent / "dialects" / "models" / "hidden.toml"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Tokens that are added to the input of a call: to every one, to one with tools, and for each
    tool, also by the begin of its type. `fees` are charged once a call, by name; `unbounded` says
    why nothing bounds what a call can cost."""

    always: int = 0
    tools: int = 0
    tool: int = 0
    of_type: Mapping[str, int] = field(default_factory=dict)
    fees: Mapping[str, int] = field(default_factory=dict)
    unbounded: str | None = None

    def tokens(self, body: Mapping[str, Any]) -> int:
        """Return the most that is added to a request's input."""
        tools = [*_list(body.get("tools")), *_list(body.get("functions"))]
        if not tools:
            return self.always
        types = [str(tool.get("type")) for tool in tools if isinstance(tool, dict)]
        own = sum(
            tokens
            for name in types
            for start, tokens in self.of_type.items()
            if name.startswith(start)
        )
        return self.always + self.tools + self.tool * len(tools) + own


def hidden_input(provider_model: str, sold_as: str) -> Hidden:
    """Return what is added to calls of a model: by the provider's name of it, and where that says
    nothing, as that of a deployment, by the name that it is sold under."""
    found = _entry(provider_model.lower())
    return found if found is not _entries()[-1][1] else _entry(sold_as.lower())


@lru_cache(maxsize=1024)
def _entry(model: str) -> Hidden:
    return next(
        hidden
        for patterns, hidden in _entries()
        if any(fnmatchcase(model, pattern) for pattern in patterns)
    )


@cache
def _entries() -> tuple[tuple[tuple[str, ...], Hidden], ...]:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple((tuple(entry.pop("models")), Hidden(**entry)) for entry in document["hidden"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
