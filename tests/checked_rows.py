"""Every row that a test reads is looked at: what was generated as never null is never null."""

from types import NoneType
from typing import Any, get_args, get_type_hints

from orgbilling.database import Query

_rows_of = Query.rows_of
_required: dict[type, tuple[int, ...]] = {}


def check_rows() -> None:
    """Look at every row from now on."""
    Query.rows_of = _checked  # type: ignore[method-assign]


def _checked(query: Query[Any, Any], result: Any) -> Any:
    make = _rows_of(query, result)
    row_type = query.row
    if row_type is None:
        return make
    if row_type not in _required:
        hints = get_type_hints(row_type)
        _required[row_type] = tuple(
            place for place, hint in enumerate(hints.values()) if not _may_be_null(hint)
        )

    def look_at(values: Any) -> Any:
        row = make(values)
        if None in row:
            absent = [row_type._fields[n] for n in _required[row_type] if row[n] is None]
            assert not absent, f"{row_type.__module__}.{row_type.__name__}: null in {absent}"
        return row

    return look_at


def _may_be_null(hint: Any) -> bool:
    return hint in (Any, object) or NoneType in get_args(hint)
