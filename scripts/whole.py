"""`make test-whole`: what has a size, at all of it, and what came out as pages.

`.ci/run` does a hundredth of these, or two locales of seven; here are both real traces whole and
every migration by itself, 2,000 random lives, and every field in every locale. `PART=lives` runs
one of them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Tree
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
LIVES = "2000"
CUT_STREAMS = "2000"
# What the pages say, whatever the caller's environment does.
WHOLE = {
    "ORGBILLING_TEST_SHARE": "1",
    "ORGBILLING_LIVES": LIVES,
    "ORGBILLING_CUT_STREAMS": CUT_STREAMS,
    "CI": "true",
}


@dataclass(frozen=True)
class Part:
    """Tests, and what is done in them."""

    told: str
    words: tuple[str, ...]


PARTS = {
    "traces": Part(
        "both real traces, by the gateway and by replay, and every migration step by itself",
        ("tests/gateway/test_traces.py", "tests/replay", "tests/migrations/test_migrations.py"),
    ),
    "lives": Part(
        f"{int(LIVES):,} random lives, each lived three ways and by the model",
        ("tests/lives/test_lives.py",),
    ),
    "cuts": Part(
        f"{int(CUT_STREAMS):,} streams cut by client, provider and the death of a server, and 200 "
        "calls at once",
        ("tests/gateway/test_cut_streams.py", "tests/gateway/test_limits.py"),
    ),
    "screens": Part(
        "every field for amounts in every locale, and every control of two rows of a table",
        (
            "--dist",
            "loadscope",
            "tests/browser/test_amounts_are_typed.py",
            "tests/browser/test_u03_every_control_does_something.py",
        ),
    ),
}


def run(words: tuple[str, ...], report: Path) -> bool:
    """Run tests, which print what they do, and write their report; returns whether all passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "not speed"]
    command += [f"--junitxml={report}", *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **WHOLE}, check=False)
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


def page(name: str, report: Path) -> str:
    """Return what came out of a part."""
    lines = [
        f"# What has a size, at all of it: {name}",
        "",
        f"`make test-whole PART={name}` on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, a"
        f" test on each: {PARTS[name].told}.",
        "",
        "| test | cases | failed | seconds |",
        "| --- | --- | --- | --- |",
        *rows(report),
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run the parts and write a page of each; 1 if anything failed."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.whole", description=__doc__)
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, "all"], default="all")
    given, passed = arguments.parse_args().parts, True
    for name in PARTS if "all" in given else given:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            passed = run(PARTS[name].words, report) and passed
            (RESULTS / f"whole-{name}.md").write_text(page(name, report), encoding="utf-8")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
