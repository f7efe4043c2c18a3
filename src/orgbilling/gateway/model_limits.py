"""How long an answer of a model can be where its price does not say: data of `dialects/models/`."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "dialects" / "models" / "outputs.toml"


@lru_cache(maxsize=1024)
def documented_output_tokens_max(model: str) -> int | None:
    """Return the most output tokens of a model by its provider's name; None where it gives more
    than most calls want, or nothing is documented."""
    name = model.lower()
    return next(
        (most for patterns, most in _table() if any(fnmatchcase(name, each) for each in patterns)),
        None,
    )


@cache
def _table() -> tuple[tuple[tuple[str, ...], int], ...]:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple((tuple(entry["models"]), int(entry["most"])) for entry in document["output"])
