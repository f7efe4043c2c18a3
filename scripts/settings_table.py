"""The table of settings in docs/admin-guide.md, from the fields of `Settings`."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from orgbilling.kernel.rates import RateLimit
from orgbilling.settings import PREFIX, Settings


def write_table() -> str:
    """Return a row for each setting: variable, default, what is allowed, what it is."""
    rows = [_row(name, info) for name, info in Settings.model_fields.items()]
    return "| variable | default | allowed | what it is |\n|---|---|---|---|\n" + "".join(rows)


def _row(name: str, info: FieldInfo) -> str:
    variable = info.validation_alias or f"{PREFIX}{name.upper()}"
    text = " ".join((info.description or "").split())
    return f"| `{variable}` | {_default(info.default)} | {_allowed(info)} | {text} |\n"


def _default(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, frozenset):
        return ", ".join(f"`{part}`" for part in sorted(value)) or "not set"
    if isinstance(value, tuple):
        return f"`{' '.join(value)}`" if value else "not set"
    shown = str | int | float | Decimal | Path | RateLimit
    return f"`{value}`" if isinstance(value, shown) else str(value)


def _allowed(info: FieldInfo) -> str:
    if get_origin(info.annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(info.annotation))
    if info.annotation == RateLimit | None:
        return "`<number>/s`, `/min`, `/hour`, `/day`, or `none`"
    if info.annotation is bool:
        return "`true`, `false`"
    bounds = {
        name: getattr(bound, name)
        for bound in info.metadata
        for name in ("ge", "gt", "le")
        if getattr(bound, name, None) is not None
    }
    parts = []
    if "ge" in bounds or "gt" in bounds:
        parts.append(f"{bounds['ge']:,}" if "ge" in bounds else f"above {bounds['gt']:,}")
    if "le" in bounds:
        parts.append(f"to {bounds['le']:,}")
    return " ".join(parts) or "text"
