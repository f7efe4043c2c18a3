"""What a JSON text costs to be read, told without reading it.

It is the number of its values that costs, far more than its bytes: a reader makes an object of
each, and nothing else of the process runs meanwhile. Separators are counted first, which takes a
small part of reading. Only where these are too many are the strings taken out, in which separators
are text, and what is left is counted.
"""

import json
import json.scanner
from typing import Any, Final

from orgbilling.kernel.errors import DomainError

LIGHT_BYTES_MAX: Final = 1 << 14
"""A text of so many bytes has no room for values that would have to be counted."""
DEPTH_MAX: Final = 64
# A double has 309 digits before its point and 17 that count. Reading a number of thousands takes as
# long as the square of them; so many bytes have no room for many of those.
_DIGITS_MAX: Final = 400
_FREE_OF_DIGITS_BYTES_MAX: Final = 1 << 16
# Each makes a text of pieces, so that a long one of nothing else takes as long as many values.
_ESCAPES_PER_VALUE: Final = 16
_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_TOO_LONG: Final = b"0" * (_DIGITS_MAX + 1)
_ALL: Final = frozenset(range(256))
_NO_SEPARATORS: Final = bytes(_ALL - set(b",:[{"))
_NOT_COUNTED: Final = bytes(_ALL - set(b'",:[{0123456789'))
_PIECE_BYTES: Final = 1 << 16
_TAKES_LONG_VALUES: Final = 50_000
_CONTAINERS: Final = (dict, list)


def too_many_values(values_max: int) -> DomainError:
    """Return the refusal of a text of more values than the server reads."""
    return DomainError(
        f"The body has more than {values_max:,} values, names included; {_ESCAPES_PER_VALUE} "
        "escapes in texts count as one. Send less at once; whoever runs the server can allow more.",
        code="too_many_values",
        status=413,
        fields={"values_max": values_max},
    )


def nested_too_deeply() -> DomainError:
    """Return the refusal of a text that is nested deeper than the server reads."""
    return DomainError(
        f"The body is nested deeper than {DEPTH_MAX} levels.",
        code="nested_too_deeply",
        status=413,
        fields={"depth_max": DEPTH_MAX},
    )


def number_too_long() -> DomainError:
    """Return the refusal of a text with a number that no double can be."""
    return DomainError(
        f"A number in the body has more than {_DIGITS_MAX} digits.",
        code="malformed_body",
        status=422,
    )


class JsonCost:
    """Counts what a JSON text costs while its pieces come.

    `values` is how many values it has, names of members included: the very number once strings had
    to be taken out, and before that as many or more. A piece is kept until then.
    """

    def __init__(self, values_max: int) -> None:
        self.values = 1
        self._values_max = values_max
        self._bytes = 0
        self._escapes = 0
        self._digits = b""
        self._pieces: list[bytes] = []
        self._outside: _Outside | None = None

    def add(self, piece: bytes) -> None:
        """Count a piece of the text.

        Raises:
            DomainError: `too_many_values` (413); `malformed_body` (422): a number has more than 400
                digits.
        """
        self._escapes += piece.count(b"\\")
        if self._escapes > self._values_max * _ESCAPES_PER_VALUE:
            raise too_many_values(self._values_max)
        for at in range(0, len(piece), _PIECE_BYTES):
            self._add(piece if len(piece) <= _PIECE_BYTES else piece[at : at + _PIECE_BYTES])

    def _add(self, piece: bytes) -> None:
        if self._outside is not None:
            self._count(self._outside.of(piece))
            return
        self._pieces.append(piece)
        try:
            self._count(piece)
        except DomainError:
            self._count_anew()

    def _count_anew(self) -> None:
        outside = self._outside = _Outside()
        pieces, self._pieces = self._pieces, []
        self.values, self._bytes, self._digits = 1, _FREE_OF_DIGITS_BYTES_MAX, b""
        for piece in pieces:
            self._count(outside.of(piece))

    def _count(self, text: bytes) -> None:
        self.values += len(text.translate(None, _NO_SEPARATORS))
        if self.values > self._values_max:
            raise too_many_values(self._values_max)
        self._bytes += len(text)
        if self._bytes > _FREE_OF_DIGITS_BYTES_MAX:
            digits = (self._digits + text).translate(_ZEROS)
            if _TOO_LONG in digits:
                raise number_too_long()
            self._digits = digits[-_DIGITS_MAX:]


class _Outside:
    """Takes the strings out of a JSON text that comes in pieces."""

    def __init__(self) -> None:
        self._in_string = False
        self._cut = b""

    def of(self, piece: bytes) -> bytes:
        """Return what counts of the next piece and is no string: its separators and digits."""
        text = self._cut + piece
        self._cut = b""
        if (len(text) - len(text.rstrip(b"\\"))) % 2:
            # What it escapes comes with the next piece.
            text, self._cut = text[:-1], b"\\"
        if b"\\" in text:
            text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = text.translate(None, _NOT_COUNTED).split(b'"')
        outside = b"".join(parts[1 if self._in_string else 0 :: 2])
        if len(parts) % 2 == 0:
            self._in_string = not self._in_string
        return outside


def takes_long(raw: bytes) -> bool:
    """Tell whether reading a text takes longer than others may wait: more than 50,000 values."""
    return (
        len(raw) > _TAKES_LONG_VALUES
        and len(raw.translate(None, _NO_SEPARATORS)) > _TAKES_LONG_VALUES
    )


def give_way(decoder: json.JSONDecoder) -> json.JSONDecoder:
    """Return a decoder that reads the same, lets other threads run in between, and takes ten times
    as long: the standard library's own in Python, instead of that in C, which reads a whole text
    before it gives the interpreter away."""
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    return decoder


def json_values(raw: bytes, values_max: int) -> int:
    """Return how many values a whole JSON text has at most. Raises as `JsonCost.add`."""
    cost = JsonCost(values_max)
    cost.add(raw)
    return cost.values


def may_be_deep(raw: bytes | str) -> bool:
    """Tell whether a text has brackets enough to be nested too deeply."""
    if isinstance(raw, str):
        return raw.count("{") + raw.count("[") > DEPTH_MAX
    return raw.count(b"{") + raw.count(b"[") > DEPTH_MAX


def require_shallow(value: Any) -> None:
    """Check that a parsed value is nested no deeper than 64 levels.

    Raises:
        DomainError: `nested_too_deeply` (413).
    """
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(DEPTH_MAX):
        if not level:
            return
        level = [
            child
            for one in level
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, _CONTAINERS)
        ]
    if level:
        raise nested_too_deeply()
