"""`make test-whole`: what has a size, at all of it, and what came out as a page.

`.ci/run` does a hundredth of these, or two locales of seven; here are both real traces whole, 2,000
random lives, every migration by itself, and every field in every locale.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Tree
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "bench" / "results" / "whole.md"
WHOLE = {"ORGBILLING_TEST_SHARE": "1", "CI": "true"}
LIVES = "2000"
RUNS = (
    ("tests/gateway/test_traces.py", "tests/replay", "tests/migrations/test_migrations.py"),
    ("tests/lives/test_lives.py",),
    (
        "--dist",
        "loadscope",
        "tests/browser/test_amounts_are_typed.py",
        "tests/browser/test_u03_every_control_does_something.py",
    ),
)


def run(words: tuple[str, ...], report: Path) -> bool:
    """Run tests, which print what they do, and write their report; returns whether all passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "not speed"]
    environment = {"ORGBILLING_LIVES": LIVES, **os.environ, **WHOLE}
    done = subprocess.run(
        [*command, f"--junitxml={report}", *words], cwd=ROOT, env=environment, check=False
    )
    return done.returncode == 0


def rows(report: Path) -> list[str]:
    """Return a line for each test function: its cases, how many failed, and their seconds."""
    cases, failed, seconds = Counter[str](), Counter[str](), defaultdict[str, float](float)
    for case in Tree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        name = str(case.get("name")).partition("[")[0]
        cases[name] += 1
        failed[name] += any(case.find(kind) is not None for kind in ("failure", "error"))
        seconds[name] += float(case.get("time") or 0)
    return [
        f"| `{name}` | {cases[name]:,} | {failed[name]} | {seconds[name]:,.0f} |" for name in cases
    ]


def main() -> int:
    """Run everything and write the page; 1 if anything failed."""
    lines, passed = [], True
    with tempfile.TemporaryDirectory() as folder:
        for number, words in enumerate(RUNS):
            report = Path(folder) / f"{number}.xml"
            passed = run(words, report) and passed
            lines += rows(report)
    head = [
        "# What has a size, at all of it",
        "",
        f"`make test-whole` on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, two tests at a"
        " time: both real traces, 2,000 random lives three ways and against the model, every"
        " migration step by itself, every field in every locale, every control of every row.",
        "",
        "| test | cases | failed | seconds |",
        "| --- | --- | --- | --- |",
    ]
    RESULT.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    sys.stdout.write(RESULT.read_text(encoding="utf-8"))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
