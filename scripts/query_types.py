"""What PostgreSQL says of the named queries: the types of their parameters and columns.

A column is `T | None`, but for a NOT NULL column of a table that no outer join may leave out. A
parameter is `T`, but where the query asks whether it is null, or gives it to a function of ours for
an argument that is null by default. A query that knows better says so in comments of its own:

    -- never null: document, remaining_credits
    -- nullable: reason, notes

Queries of a file that have the same columns may have the same rows, null where those are null, and
say whose:

    -- rows as: list_members
"""

import keyword
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus
from psycopg.rows import dict_row

from orgbilling.database.queries import load_queries

SOURCE: Final = Path(__file__).parents[1] / "src" / "orgbilling"
queries = load_queries(__file__)

_PLACEHOLDER: Final = re.compile(r"%(?:\((\w+)\))?[sbt]")
# PostgreSQL prepares none of these; they have neither parameters nor columns.
_UTILITY: Final = re.compile(r"\s*(?:create|drop|grant|revoke|set|lock|listen|notify|copy)\b", re.I)
_COMMENT: Final = re.compile(r"--[^\n]*")
_SAID: Final = re.compile(r"^\s*-- (never null|nullable|rows as): (.*)$", re.MULTILINE)
_OUTER_JOIN: Final = re.compile(
    r"\b(left|right|full)\s+(?:outer\s+)?join\s+(?:lateral\s+)?(\(|[\w.]+)(\s*\()?", re.I
)
_FEWER_OR_MORE: Final = re.compile(
    r"\b(?:from|where|group|having|limit|offset|union|intersect|except)\b", re.I
)
_STAR: Final = re.compile(r"(?:\bselect|\breturning|,)\s+(?:\w+\.)?\*", re.I)
_GROUPING: Final = re.compile(r"\b(?:grouping\s+sets|rollup|cube)\b", re.I)
_PYTHON: Final = {
    "bool": "bool",
    "bpchar": "str",
    "bytea": "bytes",
    "date": "date",
    "float4": "float",
    "float8": "float",
    "int2": "int",
    "int4": "int",
    "int8": "int",
    "interval": "timedelta",
    "name": "str",
    "numeric": "Decimal",
    "oid": "int",
    "text": "str",
    "timestamp": "datetime",
    "timestamptz": "datetime",
    "uuid": "UUID",
    "varchar": "str",
}
_JSON: Final = frozenset({"json", "jsonb"})
_OR_NONE: Final = " | None"
# What a tuple has already.
_TAKEN: Final = frozenset({"count", "index"})


class QueryUnclear(Exception):
    """A query, or what it says of itself, cannot be written as Python."""


@dataclass(frozen=True)
class Value:
    """A parameter or a column: its name, and its type in Python."""

    name: str
    type: str


@dataclass(frozen=True)
class TypedQuery:
    """A named query. `parameters` is None where they have no names (`%s`), and are counted."""

    name: str
    comment: str
    parameters: tuple[Value, ...] | None
    columns: tuple[Value, ...]
    has_one_row: bool
    """Whether it has exactly one row, whatever is stored."""
    rows_as: str | None = None
    """The query whose rows it has too."""


def numbered(text: str) -> tuple[str, list[str]]:
    """Write psycopg's placeholders as the server's own ($1, $2); returns also their names, ""
    where they have none."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] is None:
            names.append("")
            return f"${len(names)}"
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return _PLACEHOLDER.sub(number, text).replace("%%", "%"), names


class TypeReader:
    """Reads the types of queries from a migrated database."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn = connection.pgconn
        with connection.cursor(row_factory=dict_row) as cursor:
            types = cursor.execute(queries.list_value_types).fetchall()
            tables = cursor.execute(queries.list_tables).fetchall()
            required = cursor.execute(queries.list_required_columns).fetchall()
            functions = cursor.execute(queries.list_arguments).fetchall()
        self._types = {row["oid"]: row for row in types}
        self._tables = {row["oid"]: row["name"] for row in tables}
        self._optional = {
            (row["name"], key)
            for row in functions
            for n, (name, is_null) in enumerate(zip(row["names"], row["are_null"], strict=True))
            if is_null
            for key in (n, name)
        }
        self._required = {(row["relation_oid"], row["position"]) for row in required}

    def read_file(self, path: Path) -> list[TypedQuery]:
        """Return the queries of a file, in its order.

        Raises:
            QueryUnclear: which, and why.
        """
        texts = load_queries(str(path), path.name)
        found: list[TypedQuery] = []
        for name in texts:
            with _naming(path, name):
                found.append(self.read(name, texts[name]))
        for query in found:
            if query.rows_as is not None:
                with _naming(path, query.name):
                    _check_rows(query, found)
        return found

    def read(self, name: str, text: str) -> TypedQuery:
        """Return one query.

        Raises:
            QueryUnclear: PostgreSQL cannot prepare it, or it says something of itself that is not
                so, or has no name for a column.
        """
        bare = _COMMENT.sub("", text)
        comment = " ".join(
            line.strip().removeprefix("--").strip()
            for line in text.splitlines()
            if line.startswith("--") and not _SAID.match(line)
        )
        if _UTILITY.match(bare):
            return TypedQuery(name, comment, (), (), has_one_row=False)
        said: dict[str, list[str]] = {"never null": [], "nullable": [], "rows as": []}
        for kind, names in _SAID.findall(text):
            said[kind] += [each.strip() for each in names.split(",")]
        server_text, names = numbered(text)
        result = self._describe(server_text)
        if "" in names:
            parameters = None
        else:
            given = {each: result.param_type(n) for n, each in enumerate(names)}
            parameters = self._parameters(bare, given, said["nullable"])
        columns = self._columns(bare, result, said["never null"])
        rows_as = said["rows as"][0] if said["rows as"] else None
        return TypedQuery(name, comment, parameters, columns, _has_one_row(bare), rows_as)

    def _describe(self, text: str) -> Any:
        for done in (
            self._pgconn.prepare(b"", text.encode()),
            self._pgconn.describe_prepared(b""),
        ):
            if done.status != ExecStatus.COMMAND_OK:
                raise QueryUnclear(done.error_message.decode(errors="replace").strip())
        return done

    def _parameters(
        self, bare: str, given: dict[str, int], nullable: list[str]
    ) -> tuple[Value, ...]:
        asked = {
            name
            for name in given
            if re.search(rf"%\({name}\)s(?:::[\w\[\]]+)?\s+is\s+(?:not\s+)?null\b", bare, re.I)
            or re.search(rf"\bcoalesce\(%\({name}\)s", bare, re.I)
        }
        for name in filter(keyword.iskeyword, given):
            raise QueryUnclear(f"a parameter cannot be called {name} in Python")
        asked |= {
            name for function, key, name in _arguments(bare) if (function, key) in self._optional
        }
        _check_said(nullable, list(given), asked, "nullable")
        may_be_null = asked | set(nullable)
        return tuple(
            Value(name, _or_none(self._python(oid, json="str"), name in may_be_null))
            for name, oid in given.items()
        )

    def _columns(self, bare: str, result: Any, never_null: list[str]) -> tuple[Value, ...]:
        if _STAR.search(_outermost(bare)):
            raise QueryUnclear("name its columns: a program of today fails where one is added")
        columns, known = [], set()
        absent = self._maybe_absent(bare)
        for n in range(result.nfields):
            name = result.fname(n).decode()
            type_ = self._python(result.ftype(n), json="Any")
            table = result.ftable(n)
            is_required = (table, result.ftablecol(n)) in self._required
            if type_ == "Any" or (
                is_required and absent is not None and self._tables[table] not in absent
            ):
                known.add(name)
            is_null = not (name in known or name in never_null)
            columns.append(Value(name, _or_none(type_, is_null)))
        names = [column.name for column in columns]
        _check_names(names)
        _check_said(never_null, names, known, "never null")
        return tuple(columns)

    def _maybe_absent(self, bare: str) -> set[str] | None:
        """Return the tables whose columns an outer join may leave null; None: any of them."""
        if _GROUPING.search(bare):
            return None
        absent: set[str] = set()
        for kind, joined, is_call in _OUTER_JOIN.findall(bare):
            if is_call:
                continue
            name = joined.rpartition(".")[2]
            if kind.lower() != "left" or name not in self._tables.values():
                return None
            absent.add(name)
        return absent

    def _python(self, oid: int, *, json: str) -> str:
        row = self._types[oid]
        if row["base_oid"]:
            return self._python(row["base_oid"], json=json)
        if row["element_oid"]:
            return f"list[{self._python(row['element_oid'], json=json)}]"
        if row["name"] in _JSON:
            return json
        return _PYTHON.get(row["name"], "object")


@contextmanager
def _naming(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except QueryUnclear as error:
        raise QueryUnclear(f"{path.parent.name}/{path.name}, {name}: {error}") from None


def _or_none(type_: str, is_null: bool) -> str:
    return type_ + _OR_NONE if is_null and type_ not in ("object", "Any") else type_


def _arguments(bare: str) -> Iterator[tuple[str, int | str, str]]:
    """Return which parameter is given to which function, for its argument of which place (or
    name)."""
    for call in re.finditer(r"\b(\w+)\(", bare):
        for place, argument in enumerate(_split(bare[call.end() :])):
            given = re.fullmatch(r"\s*(?:(\w+)\s*=>\s*)?%\((\w+)\)s(?:::[\w\[\]]+)?\s*", argument)
            if given is not None:
                yield call[1], given[1] or place, given[2]


def _split(text: str) -> Iterator[str]:
    """Return the arguments of a call, of which `text` is what follows its parenthesis."""
    depth = begin = 0
    for place, character in enumerate(text):
        if depth == 0 and character in ",)":
            yield text[begin:place]
            begin = place + 1
            if character == ")":
                return
        depth += (character in "([") - (character in ")]")


def _check_names(names: list[str]) -> None:
    """Refuse what cannot be the names of a `NamedTuple`."""
    for name in names:
        if not name.isidentifier() or name.startswith("_") or keyword.iskeyword(name):
            raise QueryUnclear(f"the column {name!r} needs a name")
        if name in _TAKEN:
            raise QueryUnclear(f"a column cannot be called {name}: a tuple has that")
        if names.count(name) > 1:
            raise QueryUnclear(f"two columns are called {name}")


def _check_rows(query: TypedQuery, others: list[TypedQuery]) -> None:
    same = next((each for each in others if each.name == query.rows_as and not each.rows_as), None)
    if same is None:
        raise QueryUnclear(f"no query of the file has rows called {query.rows_as}")
    own = [(column.name, column.type.removesuffix(_OR_NONE)) for column in query.columns]
    their = [(column.name, column.type.removesuffix(_OR_NONE)) for column in same.columns]
    if own != their:
        raise QueryUnclear(f"its columns are not those of {same.name}")


def _check_said(said: list[str], names: list[str], known: set[str], kind: str) -> None:
    unknown = [name for name in said if name not in names]
    if unknown:
        raise QueryUnclear(f"`-- {kind}:` names {', '.join(unknown)}, which it has not")
    needless = sorted(known.intersection(said))
    if needless:
        raise QueryUnclear(f"`-- {kind}:` need not name {', '.join(needless)}: that is known")


def _outermost(bare: str) -> str:
    """Return a statement without what stands in quotes or parentheses."""
    text = re.sub(r"'[^']*'", "''", bare)
    inner = re.compile(r"\([^()]*\)")
    while inner.search(text):
        text = inner.sub("", text)
    return text


def _has_one_row(bare: str) -> bool:
    text = _outermost(bare)
    is_select = re.match(r"\s*select\b", text, re.I) is not None
    return is_select and _FEWER_OR_MORE.search(text) is None
