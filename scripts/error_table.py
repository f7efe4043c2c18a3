"""The table of error codes in docs/api-examples.md: codes from the program, advice from people.

A code is found where an error is made: `Conflict("…", code="user_ambiguous")`, a class with a
`default_code`, an SQLSTATE of the database.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import orgbilling
from orgbilling.database.errors import OUR_STATES
from orgbilling.edge.problems import _FRAMEWORK
from orgbilling.kernel import errors

SOURCE = Path(orgbilling.__file__).parent
_ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| (.*) \|$", re.MULTILINE)
Codes = set[tuple[int, str]]


def find_codes() -> Codes:
    """Return every (status, code) that an answer can carry."""
    for module in pkgutil.walk_packages(orgbilling.__path__, "orgbilling."):
        # Plugins need the programs that they plug into, and raise those programs' errors.
        if not module.name.startswith("orgbilling.integrations."):
            importlib.import_module(module.name)
    kinds = {kind.__name__: kind for kind in _kinds(errors.DomainError)}
    found: Codes = {(state.status, state.code) for state in OUR_STATES.values()}
    found |= {(status, code) for status, (code, _) in _FRAMEWORK.items()}
    found |= {
        (kind.default_status, kind.default_code)
        for kind in kinds.values()
        if kind.__module__ != errors.__name__
    }
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _of_call(node, kinds)
            elif isinstance(node, ast.Tuple):
                found |= _of_row(node, kinds)
    return found


def _kinds(kind: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def _of_call(node: ast.Call, kinds: dict[str, type[errors.DomainError]]) -> Codes:
    """`Invalid("…", code="…")`, or the kind's own code where none is given."""
    if not (isinstance(node.func, ast.Name) and node.func.id in kinds):
        return set()
    kind = kinds[node.func.id]
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    code, status = given.get("code"), given.get("status")
    if (code and not isinstance(code, ast.Constant)) or (
        status and not isinstance(status, ast.Constant)
    ):
        return set()
    return {
        (
            int(status.value) if status else kind.default_status,  # type: ignore[attr-defined]
            str(code.value) if code else kind.default_code,  # type: ignore[attr-defined]
        )
    }


def _of_row(node: ast.Tuple, kinds: dict[str, type[errors.DomainError]]) -> Codes:
    """`(Conflict, "code", "sentence")` in a table of outcomes."""
    match node.elts:
        case [ast.Name(id=name), ast.Constant(value=str(code)), ast.Constant()] if name in kinds:
            return {(kinds[name].default_status, code)}
    return set()


def write_table(present: str) -> str:
    """Return the table with a row for each code; advice is kept from the present table."""
    advice = {code: text for _, code, text in _ROW.findall(present)}
    rows = [f"| {status} | `{code}` | {advice.get(code, '')} |\n" for status, code in _sorted()]
    return "| status | code | what to do |\n|---|---|---|\n" + "".join(rows)


def without_advice(table: str) -> list[str]:
    """Return the codes of a table that nobody has said yet what to do about."""
    return [code for _, code, text in _ROW.findall(table) if not text.strip()]


def _sorted() -> list[tuple[int, str]]:
    return sorted(find_codes())
