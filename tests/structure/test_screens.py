"""The screens have one locale, one field for amounts and one for days; no import goes round, and
no function is long."""

import json
import os
import re
import subprocess
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from scripts.node import WEB, npm_command

SCREENS = Path(__file__).parents[2] / "web" / "src"
LOCALIZED = {
    "locale/pageLocale.ts",
    "money/format.ts",
    "money/reading.ts",
    "components/DateText.tsx",
}
WRITES_BY_LOCALE = re.compile(
    r"\bIntl\.(?!supportedValuesOf|Locale\b)|toLocale\w*String|localeCompare"
)
# Which time zone it is, is no question of locale.
ASKS_FOR_THE_ZONE = "Intl.DateTimeFormat().resolvedOptions().timeZone"
READS_NUMBERS = re.compile(
    r"\bNumberInput\b|\bPinInput\b|\bSlider\b|inputMode=|type=\"(?:number|tel|range)\""
    r"|valueAsNumber|parseFloat|parseInt"
)
FUNCTION_LINES_MAX = 70
# Longer ones of before; they may only become shorter, and leave the list.
LONGER = {
    "pages/admin/OrganizationsTable.tsx columnsOf": 83,
    "pages/organization/members/AllocateDialog.tsx AllocateDialog": 99,
    "pages/organization/members/ReclaimDialog.tsx ReclaimDialog": 73,
    "pages/organization/members/SetAllocationDialog.tsx SetAllocationDialog": 72,
    "pages/organization/pool/AddCreditsDialog.tsx AddCreditsDialog": 85,
    "pages/organization/pool/PendingPurchases.tsx PendingPurchases": 84,
    "pages/organization/requests/RequestDecision.tsx RequestDecision": 75,
}
READS_DAYS = re.compile(r"type=\"(?:date|datetime-local|month|week|time)\"|valueAsDate")


def sources() -> dict[str, str]:
    """Return the text of each source of the screens, without tests and generated ones."""
    found = {
        path.relative_to(SCREENS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SCREENS.rglob("*.ts*"))
        if ".test." not in path.name and "generated" not in path.parts
    }
    assert len(found) > 100
    return found


def using(pattern: re.Pattern[str]) -> set[str]:
    return {
        name
        for name, text in sources().items()
        if pattern.search(text.replace(ASKS_FOR_THE_ZONE, ""))
    }


def test_only_the_modules_of_the_page_locale_write_by_locale() -> None:
    assert using(WRITES_BY_LOCALE) == LOCALIZED


def test_each_of_them_asks_for_the_locale_of_the_page() -> None:
    # Without a locale Intl takes the browser's own.
    bare = re.compile(
        r"Intl\.\w+Format\((?:undefined|\[\]|\))|languages?\[0\]|navigator\.language\b"
    )
    # It asks for the browser's own, for the keypads of phones.
    assert using(bare) == {"locale/pageLocale.ts"}
    asking = using(re.compile(r"\bnavigator\b.*\blanguages\b"))
    assert asking == {"locale/pageLocale.ts", "main.tsx", "library.tsx"}


def test_one_field_reads_amounts_and_one_reads_days() -> None:
    assert using(READS_NUMBERS) == {"components/AmountInput.tsx"}
    assert using(READS_DAYS) == {"components/DayInput.tsx"}


def test_each_button_of_an_amount_says_it_in_words_where_it_must() -> None:
    fields = {name for name, text in sources().items() if "useAmount(" in text}
    silent = {name for name in fields if ".inWords" not in sources()[name]}
    # Days of a trial have no separator, and the field itself makes the words.
    assert silent == {"components/AmountInput.tsx", "components/TrialInput.tsx"}
    assert len(fields - silent) == 7


IMPORTED = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*'([~.][^']*)'")


def imported_by(name: str, text: str, known: set[str]) -> set[str]:
    """Return the sources that one source imports, by type alone or when they are needed, too."""
    found = set()
    for place in IMPORTED.findall(text):
        base = SCREENS / place[2:] if place.startswith("~/") else (SCREENS / name).parent / place
        path = Path(os.path.normpath(base)).relative_to(SCREENS).as_posix()
        endings = ("", ".ts", ".tsx", "/index.ts")
        found |= {path + ending for ending in endings if path + ending in known}
    return found


def test_no_sources_import_each_other_in_a_circle() -> None:
    texts = sources()
    graph = {name: imported_by(name, text, set(texts)) for name, text in texts.items()}
    assert sum(map(len, graph.values())) > 300
    TopologicalSorter(graph).prepare()


def test_a_circle_is_found() -> None:
    graph = {"a.ts": imported_by("a.ts", "import type { B } from './b';", {"b.ts"})}
    graph["b.ts"] = imported_by("b.ts", "lazy(() => import('~/a'))", {"a.ts"})
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()


def function_lengths(folder: Path) -> dict[str, int]:
    """Return the lines of each function of the sources in a folder: `pages/x.tsx name`."""
    assert (WEB / "node_modules" / "typescript").is_dir(), (
        "what reads TypeScript is there after: make ui"
    )
    npm, environment = npm_command()
    command = [*npm, "run", "--silent", "functions", "--", str(folder)]
    printed = subprocess.run(command, cwd=WEB, env=environment, check=True, stdout=subprocess.PIPE)
    lengths: dict[str, int] = json.loads(printed.stdout)
    return lengths


def test_no_function_of_the_screens_is_long() -> None:
    lines = function_lengths(SCREENS)
    assert len(lines) > 600
    assert not {
        name: count for name, count in lines.items() if count > LONGER.get(name, FUNCTION_LINES_MAX)
    }
    assert not {name for name in LONGER if lines.get(name, 0) <= FUNCTION_LINES_MAX}


def test_functions_are_found_in_whatever_form_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.tsx").write_text(
        "export function Named({\n  a,\n}: {\n  a: string;\n}) {\n  return a;\n}\n"
        "const arrow = () => (\n  <p>\n    {Named({ a: '}' })}\n  </p>\n);\n"
        "const table = {\n  method() {\n    return 1;\n  },\n};\n"
        "[1].map((n) => {\n  return n;\n});\n",
        encoding="utf-8",
    )
    (tmp_path / "a.test.tsx").write_text("function test() {}\n", encoding="utf-8")
    assert function_lengths(tmp_path) == {
        "a.tsx Named": 7, "a.tsx arrow": 5, "a.tsx method": 3, "a.tsx module": 3,
    }  # fmt: skip
