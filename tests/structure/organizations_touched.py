"""Which rows of organizations a text of SQL touches without saying of which one organization.

This is no parser of SQL. It knows that tables are named after a few words, that each has an alias
where it is named, and that one organization is named by `org_id =`. A relation is bound where its
`org_id` equals one value (a parameter, a variable), or that of a relation that is bound. What is
written in any other way counts as touching several. It does not see what an `or` or a `not` around
such an equality makes of it: that is for whoever reviews.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TABLE = re.compile(
    # A function that answers with rows is one too.
    r"\b(?:from|join|update|into|using)\s+\(*(?:only\s+)?(\w+)\b(?!\.)"
    r"(?=(?:\((?:[^()]|\([^()]*\))*\))?(?:\s+as)?(?:\s+(\w+))?)",
    re.IGNORECASE,
)
_VALUE = r"(?:%\(\w+\)s|%s|\(\w+\)\.\w+|\w+\.\w+|\w+\b)"
# Looked for at every place: in `a = b and b = c` each is found.
_EQUAL = re.compile(rf"(?=(?<![\w.])({_VALUE})(?:::\w+)?\s*=\s*({_VALUE})(?![.(]))")
_INSERT = re.compile(
    r"\binto\s+(\w+)(?:\s+as\s+\w+)?\s*"
    rf"(?:\(\s*org_id\b[^()]*\)\s*(?:values\s*\(|select)\s*({_VALUE})|select\s*\((\w+)\)\.\*)",
    re.IGNORECASE,
)
_CALL = re.compile(rf"\b(\w+)\s*\((?:\s*({_VALUE})(?:::uuid)?\s*[,)])?", re.IGNORECASE)
# What a function answers that is told one organization is of that one: it is looked at itself.
_ANSWER = re.compile(
    rf"\b(?:from|join)\s+\w+\(\s*({_VALUE})(?:[^()]|\([^()]*\))*\)\s+as\s+(\w+)", re.IGNORECASE
)
_ALL_OR_ONE = re.compile(r"org_id(?:\)s)?(?:::uuid)?\s+is\s+null\s+or\b", re.IGNORECASE)
_ONE = re.compile(r"%\((?:\w+_)?org_id\)s|%s|[pv]_(?:\w+_)?org_id", re.IGNORECASE)
_NO_ALIAS = re.compile(
    "from|where|on|set|order|group|left|right|inner|cross|full|join|limit|for|values|select|using"
    "|returning|union|do|loop|default|natural|having|offset|window|fetch|and|or|end|then",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Routine:
    """A function, or a statement that Python sends."""

    name: str
    source: str
    variables: frozenset[str] = frozenset()
    """Its parameters and declared variables, some of which are rows."""


def code_of(source: str) -> str:
    """The source without comments and without what stands in quotes."""
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--.*", "", source))


def touched_without_one(routine: Routine, owned: frozenset[str]) -> set[str]:
    """The relations of organizations that a statement of it touches without naming the one."""
    return {
        relation
        for statement in code_of(routine.source).split(";")
        for relation in _Statement(statement, routine.variables).unbound(owned)
    }


def asked_without_one(routine: Routine, functions: set[str]) -> set[str]:
    """Those of the functions that it calls without naming the one organization first."""
    return {
        call[1]
        for call in _CALL.finditer(code_of(routine.source))
        if call[1] in functions and not _ONE.fullmatch(call[2] or "")
    }


@dataclass
class _Statement:
    text: str
    variables: frozenset[str]
    _scopes: list[int] = field(init=False)
    """Of each character, the parentheses (or the arm of a union) that it stands in."""
    _outer: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self._scopes, self._outer = [], {}
        scope, last = 0, 0
        for position, character in enumerate(self.text):
            if character == "(" or re.match(r"\bunion\b", self.text[position : position + 6]):
                last += 1
                self._outer[last] = scope if character == "(" else self._outer.get(scope, -1)
                scope = last
            self._scopes.append(scope)
            if character == ")":
                scope = self._outer.get(scope, 0)

    def unbound(self, owned: frozenset[str]) -> set[str]:
        """The relations of organizations that it does not bind to one."""
        tables = self._tables()
        if _ALL_OR_ONE.search(self.text):
            return set(tables.values()) & owned
        rows = self.variables - {alias for alias, _ in tables}
        bound: set[tuple[str, int]] = set()
        while more := set(self._bound_by(tables, rows, bound)) - bound:
            bound |= more
        return {table for key, table in tables.items() if table in owned and key not in bound}

    def _tables(self) -> dict[tuple[str, int], str]:
        """The table of each alias and scope."""
        return {
            (table if _NO_ALIAS.fullmatch(found[2] or "from") else found[2],
             self._scopes[found.start()]): table
            for found in _TABLE.finditer(self.text)
            for table in [found[1]]
        }  # fmt: skip

    def _bound_by(
        self, tables: dict[tuple[str, int], str], rows: frozenset[str], bound: set[tuple[str, int]]
    ) -> Iterator[tuple[str, int]]:
        """What is of one organization, where that of each variable and of `bound` is one."""

        def is_one(value: str, position: int) -> bool:
            row, _, column = value.lstrip("(").replace(")", "").rpartition(".")
            of_row = row in rows or self._key(row, position, tables) in bound
            return _ONE.fullmatch(value) is not None or (column == "org_id" and of_row)

        for found in _ANSWER.finditer(self.text):
            if is_one(found[1], found.start()):
                yield self._key(found[2], found.end(), tables)
        for found in _EQUAL.finditer(self.text):
            place = found.start()
            for one, other in (found.groups(), found.groups()[::-1]):
                row, _, column = one.rpartition(".")
                if column == "org_id" and is_one(other, place):
                    plain = [
                        key for key, table in tables.items() if key == (table, self._scopes[place])
                    ]
                    yield from [self._key(row, place, tables)] if row else plain
        for found in _INSERT.finditer(self.text):
            if is_one(found[2] or "", found.start()) or found[3] in rows:
                scope = self._scopes[found.start()]
                yield from (
                    key for key, table in tables.items() if (table, scope) == (found[1], key[1])
                )

    def _key(
        self, alias: str, position: int, tables: dict[tuple[str, int], str]
    ) -> tuple[str, int]:
        """The alias where it is named, from inside outwards; that of a subquery is so anywhere."""
        scope = self._scopes[min(position, len(self._scopes) - 1)]
        while (alias, scope) not in tables and scope in self._outer:
            scope = self._outer[scope]
        return (alias, scope) if (alias, scope) in tables else (alias, -1)
