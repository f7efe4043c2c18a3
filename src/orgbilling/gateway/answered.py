"""Whether the model that answered is the one that was asked."""

import re
from typing import Final

# How a version of a model is named after it: a date, `-latest`, a short number, Bedrock's `-v1:0`.
_VERSION: Final = re.compile(
    r"(?:[-@](?:\d{4}-?\d{2}-?\d{2}|\d{3,4}|latest|default|preview)|-v\d+(?::\d+)?|:[\w.-]+)+$"
)


def is_same_model(asked: str, answered: str) -> bool:
    """Tell whether two names are of one model: one may name its maker or folder before it, and its
    version after it."""
    return _plain(asked) == _plain(answered)


def _plain(name: str) -> str:
    return _VERSION.sub("", name.lower().rpartition("/")[2])
