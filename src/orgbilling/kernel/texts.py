"""Texts that people see: what stands in them is what is seen of them.

A character that nobody sees lets two names look alike, or a name look like nothing; one that turns
the direction round lets a text read as another. Where scripts and emoji need an invisible one, it
is taken in the very place where they do.
"""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_AS_SPACES: Final = {ord(character): " " for character in "\t\n\r"}
# Unicode's default-ignorable characters, those for direction and between lines, blanks that count
# as letters or symbols, private ones and what is no character; without those that are joined on.
_REFUSED: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
)
_JOINED: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NON_JOINER, _JOINER, _EMOJI_STYLE = "\u200c", "\u200d", "\ufe0f"
_VIRAMA: Final = 9
_KEYCAP: Final = "\u20e3"
# Categories of characters that are not seen by themselves. One that is none yet is seen where
# Unicode is newer.
_UNSEEN_ALONE: Final = frozenset({"Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf"})


def unseen_in(text: str) -> str | None:
    """Return the first character of a text that is not seen, or turns the text round; None where
    each is seen. A tabulator or a line's end is none that is seen."""
    if text.isascii() and text.isprintable():
        return None
    found = _REFUSED.search(text)
    if found is not None:
        return found[0]
    for joined in _JOINED.finditer(text):
        if not _is_in_place(text, joined.start()):
            return joined[0]
    return None


def _is_in_place(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before:
        return False
    kind, character = unicodedata.category(before), text[at]
    if character > "\U000e0000":
        return kind == "Lo"
    if character == _NON_JOINER:
        return _is_virama(before) or (_joins(before) and bool(after) and _joins(after))
    if character == _JOINER:
        is_emoji = kind in ("So", "Sk") or before == _EMOJI_STYLE
        return _is_virama(before) or (is_emoji and unicodedata.category(after or " ") == "So")
    return (
        kind in ("So", "Sm")
        or before in "\u203c\u2049"
        or (after == _KEYCAP and before in "0123456789#*")
    )


def _is_virama(character: str) -> bool:
    return unicodedata.combining(character) == _VIRAMA


def _joins(character: str) -> bool:
    # Letters of Arabic, Syriac and others.
    return unicodedata.bidirectional(character) == "AL"


def is_seen(text: str) -> bool:
    """Tell whether anything of a text is seen."""
    return any(unicodedata.category(character) not in _UNSEEN_ALONE for character in text)


def line(value: str) -> str:
    """Return a text of one line in which every character is seen.

    Raises:
        PydanticCustomError: one is not.
    """
    unseen = unseen_in(value)
    if unseen is None:
        return value
    if unicodedata.category(unseen) == "Cc":
        raise PydanticCustomError("control_character", "must not contain control characters")
    raise PydanticCustomError(
        "unseen_character",
        "must not contain U+{code}, which is invisible or turns the text round",
        {"code": f"{ord(unseen):04X}"},
    )


def name(value: str) -> str:
    """Return a line without leading and trailing space, of which something is seen.

    Raises:
        PydanticCustomError: nothing is, or a character is not.
    """
    stripped = line(value).strip()
    if not is_seen(stripped):
        raise PydanticCustomError("blank", "must not be blank")
    return stripped


def prose(value: str) -> str:
    """Return a text of any number of lines in which every character is seen.

    Raises:
        PydanticCustomError: one is not.
    """
    line(value.translate(_AS_SPACES))
    return value


def reason(value: str) -> str:
    """Return prose of which something is seen, without space around it.

    Raises:
        PydanticCustomError: nothing is, or a character is not.
    """
    stripped = prose(value).strip()
    if not is_seen(stripped):
        raise PydanticCustomError("blank", "must not be blank")
    return stripped


def seen_part(text: str) -> str:
    """Return a text of somebody else's without what is not seen of it, in one line."""
    kept = _REFUSED.sub("", text)
    while (unseen := unseen_in(kept)) is not None:
        kept = kept.replace(unseen, "")
    return " ".join(kept.split())


Line = Annotated[str, AfterValidator(line)]
"""A text of one line in which every character is seen."""

Prose = Annotated[str, AfterValidator(prose)]
"""A text of any number of lines in which every character is seen."""

Reason = Annotated[str, AfterValidator(reason)]
"""Prose of which something is seen, without space around it."""
