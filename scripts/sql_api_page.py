"""docs/sql-api.md, written from the catalog of a migrated database."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.sql_catalog import Argument, Catalog, Function, NamedType, Relation

from orgbilling.database.errors import OUR_STATES

SOURCE = Path(__file__).parents[1] / "src" / "orgbilling"
VERBS = (
    "has_sufficient_credits",
    "deduct_credits",
    "add_credits_to_pool",
    "allocate_credits_to_user",
    "reserve_credits",
    "capture_credits",
    "release_credits",
)
_AREAS = {
    "spending": "Spending",
    "credits": "Credits",
    "calendar": "Resets and refreshes",
    "subscriptions": "Subscriptions",
    "organizations": "Organizations",
    "identity": "Keys",
    "usage": "Usage",
    "verify": "Verification",
    "jobs": "Housekeeping",
}
_RAISES = re.compile(r"\s*\bRaises\b[^.]*\.", re.DOTALL)
_STATE = re.compile(r"OB(\d{3})(?: to OB(\d{3}))?")

_INTRODUCTION = """\
# SQL API

<!-- Written by `make docs` from the comments in the database. Do not edit. -->

Any SQL client may call these functions and read these tables and views. `orgbilling db url`
prints the connection string of the application's role: it may call functions and read, and it
changes no balance in any other way. How to use them is shown in
[API examples](api-examples.md#sql).

Four rules hold for all of them.

- Credits are `numeric` with at most six decimals; a seventh is refused, not rounded.
- Functions run in READ COMMITTED and refuse any other isolation level that would make them wrong.
- The spending functions answer a row. A refusal is `outcome = 'refused'`, not an error, so that
  its request id is kept. Errors are for misuse.
- `p_now` is for tests and imports; leave it out.

## Errors

A function that raises uses one of these SQLSTATEs. `detail` is a JSON object with figures or the
name of the argument.

| SQLSTATE | code | HTTP status |
|---|---|---|
"""


def write_page(catalog: Catalog) -> str:
    """Return the page's text."""
    parts = [_INTRODUCTION]
    parts += [f"| `{s}` | `{known.code}` | {known.status} |\n" for s, known in OUR_STATES.items()]
    functions = {function.name: function for function in catalog.functions}
    parts.append("\n## The verbs\n\n")
    parts += [_verb(functions[name]) for name in VERBS]
    public = {n for n in called_from_outside() if area_of(n) in _AREAS} - set(VERBS)
    for area, title in _AREAS.items():
        here = [f for f in catalog.functions if area_of(f.name) == area and f.name in public]
        if here:
            parts.append(f"## {title}\n\n")
            parts += [_short(function) for function in here]
    parts += _relations("Tables", [r for r in catalog.relations if r.kind == "table"])
    parts += _relations("Views", [r for r in catalog.relations if r.kind == "view"])
    parts += _types(catalog.types)
    steps = [f for f in catalog.functions if f.name not in public and f.name not in VERBS]
    parts += _steps(steps)
    return "".join(parts)


def called_from_outside() -> set[str]:
    """Return the names of the functions that the application's own queries call.

    Everything else is a step of one of them.
    """
    files = sorted(SOURCE.rglob("queries*.sql"))
    texts = [f.read_text(encoding="utf-8") for f in files if f.parent.name != "demo"]
    called = set(re.findall(r"\b([a-z_0-9]+)\s*\(", "\n".join(texts)))
    return {path.stem for path in (SOURCE / "sql" / "functions").rglob("*.sql")} & called


def area_of(function: str) -> str:
    """Return the folder that a function's file is in; the kernel for those of migrations."""
    found = next((SOURCE / "sql" / "functions").rglob(f"{function}.sql"), None)
    return found.parent.name if found else "kernel"


def split_comment(comment: str) -> tuple[str, list[str]]:
    """Take the sentence `Raises OB001 to OB003, OB012.` off a comment; returns both parts."""
    found = _RAISES.search(comment)
    if found is None:
        return comment.strip(), []
    states: list[str] = []
    for first, last in _STATE.findall(found[0]):
        states += [f"OB{number:03}" for number in range(int(first), int(last or first) + 1)]
    return (comment[: found.start()] + comment[found.end() :]).strip(), states


def _verb(function: Function) -> str:
    rows = [f"| `{a.name}` | {a.type} | {_default(a)} |\n" for a in function.arguments]
    returns = "".join(f"| `{name}` | {type_} |\n" for name, type_ in function.columns)
    answer = f"\n| column | type |\n|---|---|\n{returns}" if returns else ""
    returned = "one row:" if returns else f"`{function.result}`."
    text, states = split_comment(function.comment or "")
    return (
        f"### {function.name}\n\n{text}\n\n| argument | type | default |\n|---|---|---|\n"
        f"{''.join(rows)}\nReturns {returned}\n{answer}{_raises(states)}\n"
    )


def _short(function: Function) -> str:
    text, states = split_comment(function.comment or "")
    arguments = ", ".join(
        f"{a.name} {a.type}{'' if a.default is None else f' = {_value(a.default)}'}"
        for a in function.arguments
    )
    signature = f"{function.name}({arguments}) returns {_result(function)}"
    return f"### {function.name}\n\n`{signature}`\n\n{text}\n{_raises(states)}\n"


def _result(function: Function) -> str:
    if not function.columns:
        return function.result.lower() if function.result.startswith("SETOF") else function.result
    return f"table ({', '.join(f'{name} {type_}' for name, type_ in function.columns)})"


def _raises(states: Iterable[str]) -> str:
    named = [f"`{s}` {OUR_STATES[s].code}" for s in states]
    return f"\nRaises {', '.join(named)}.\n" if named else ""


def _default(argument: Argument) -> str:
    return "required" if argument.default is None else f"`{_value(argument.default)}`"


def _value(default: str) -> str:
    value = re.sub(r"::[a-z ]+(\[\])?$", "", default)
    return "null" if value == "NULL" else value


def _relations(title: str, relations: list[Relation]) -> Iterator[str]:
    yield f"## {title}\n\n"
    for relation in relations:
        yield f"### {relation.name}\n\n{relation.comment}\n\n"
        if relation.kind == "view":
            yield "| column | type |\n|---|---|\n"
            yield from (f"| `{c.name}` | {c.type} |\n" for c in relation.columns)
        else:
            yield "| column | type | null | what it is |\n|---|---|---|---|\n"
            for c in relation.columns:
                null = "" if c.is_required else "yes"
                yield f"| `{c.name}` | {c.type} | {null} | {_cell(c.comment)} |\n"
        yield "\n"


def _types(types: Iterable[NamedType]) -> Iterator[str]:
    yield "## Types\n\n| type | kind | what it is |\n|---|---|---|\n"
    for item in types:
        fields = f" Fields: {item.fields}." if item.fields else ""
        yield f"| `{item.name}` | {item.kind} | {_cell(item.comment)}{fields} |\n"
    yield "\n"


def _steps(functions: Iterable[Function]) -> Iterator[str]:
    yield (
        "## Steps\n\nThe functions above are made of these. They check less than the verbs do; "
        "do not call them yourself.\n\n| function | what it does |\n|---|---|\n"
    )
    yield from (f"| `{f.name}` | {_cell(f.comment)} |\n" for f in functions)


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")
