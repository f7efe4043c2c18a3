"""Whether what an example printed is what the page shows.

Ids, times and dates differ from run to run, so one stands for any other; the same id on a page
must be the same id in the output. `…` stands for anything: in a string for the rest of it, as a
member of an object for further members, as the last item of a list for further items, as a line
of text for any lines.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

ANYTHING = "…"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?"
_DATE = r"\d{4}-\d\d-\d\d"
_VARIABLE = re.compile(f"(?P<uuid>{_UUID})|(?P<time>{_TIME})|(?P<date>{_DATE})|{ANYTHING}")


@dataclass
class Comparison:
    """Compares the outputs of one page; remembers which id stands for which."""

    ids: dict[str, str] = field(default_factory=dict)

    def difference(self, language: str, shown: str, printed: str) -> str | None:
        """Return how the output differs from the block of the page, or None."""
        if language == "text":
            return self._text(shown, printed)
        try:
            actual = json.loads(printed)
        except ValueError:
            return f"this is no JSON:\n{printed}"
        found = self._value("answer", json.loads(shown), actual)
        return found and f"{found}\nin:\n{json.dumps(actual, indent=2, ensure_ascii=False)}"

    def _value(self, path: str, shown: Any, actual: Any) -> str | None:
        if shown == ANYTHING:
            return None
        if isinstance(shown, dict) and isinstance(actual, dict):
            return self._object(path, shown, actual)
        if isinstance(shown, list) and isinstance(actual, list):
            return self._list(path, shown, actual)
        if isinstance(shown, str) and isinstance(actual, str):
            return None if self._line(shown, actual) else f"{path}: {shown!r} became {actual!r}"
        # To Python true is 1; to a reader it is not.
        is_same = shown == actual and isinstance(shown, bool) == isinstance(actual, bool)
        return None if is_same else f"{path}: {shown!r} became {actual!r}"

    def _object(self, path: str, shown: dict[str, Any], actual: dict[str, Any]) -> str | None:
        wanted = [name for name in shown if name != ANYTHING]
        missing = [name for name in wanted if name not in actual]
        added = [name for name in actual if name not in shown and ANYTHING not in shown]
        if missing or added:
            return f"{path}: missing {missing}, not on the page {added}"
        differences = (self._value(f"{path}.{n}", shown[n], actual[n]) for n in wanted)
        return next((found for found in differences if found), None)

    def _list(self, path: str, shown: list[Any], actual: list[Any]) -> str | None:
        is_open = bool(shown) and shown[-1] == ANYTHING
        wanted = shown[:-1] if is_open else shown
        if len(actual) < len(wanted) or (len(actual) > len(wanted) and not is_open):
            return f"{path}: {len(wanted)} items became {len(actual)}"
        pairs = enumerate(zip(wanted, actual, strict=False))
        differences = (self._value(f"{path}[{n}]", *pair) for n, pair in pairs)
        return next((found for found in differences if found), None)

    def _text(self, shown: str, printed: str) -> str | None:
        wanted, actual = shown.strip("\n").splitlines(), printed.strip("\n").splitlines()
        position = 0
        may_skip = False
        for line in wanted:
            if line.strip() == ANYTHING:
                may_skip = True
                continue
            while may_skip and position < len(actual) and not self._line(line, actual[position]):
                position += 1
            if position >= len(actual) or not self._line(line, actual[position]):
                return f"the line {line!r} is not where it should be in:\n{printed}"
            position += 1
            may_skip = False
        if position < len(actual) and not may_skip:
            return f"more than the page shows, from {actual[position]!r} on, in:\n{printed}"
        return None

    def _line(self, shown: str, actual: str) -> bool:
        shown = shown.rstrip()
        pattern, names, end = "", [], 0
        for match in _VARIABLE.finditer(shown):
            pattern += re.escape(shown[end : match.start()])
            end = match.end()
            if match["uuid"]:
                names.append(match["uuid"])
                pattern += f"({_UUID})"
            else:
                pattern += _TIME if match["time"] else _DATE if match["date"] else ".*"
        found = re.fullmatch(pattern + re.escape(shown[end:]), actual.rstrip(), re.DOTALL)
        if found is None:
            return False
        return all(
            self.ids.setdefault(name, given) == given
            for name, given in zip(names, found.groups(), strict=True)
        )
