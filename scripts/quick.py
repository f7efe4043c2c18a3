"""`make quick`: checks what a change can have broken, and nothing else.

    make quick                  what differs from the last commit, or the last commit itself
    make quick SINCE=main       what differs from another commit

Format, lint and types of what was touched, the rules of the structure, and the tests of the touched
domains on one PostgreSQL. It says nothing about the rest: before a change lands, `make test` runs.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"
GIT = shutil.which("git") or "git"
# Sources that are not in a folder of their tests' name, or are used by others than these.
TESTS_OF = {
    "app.py": "edge",
    "bounds.py": "pricing",
    "cli.py": "commands",
    "kernel": "edge",
    "ledger": "ledger",
    "monitoring": "edge",
    "pricing.py": "pricing",
    "database/batcher.py": "database credits gateway",
    "database/lane.py": "database credits gateway",
    "settings.py": "database",
    "spending": "credits",
    "calendar": "calendar",
    "jobs": "worker",
    "sql/functions/audit": "organizations",
    "sql/functions/jobs": "worker",
    "sql/functions/kernel": "credits",
    "sql/functions/limits": "credits gateway",
    "sql/functions/spending": "credits",
    "sql/functions/verify": "ledger",
    "sql/grants.sql": "authorization",
    "sql/migrations": "migrations ledger",
    "sql/types": "credits",
    "sql/views": "dashboards",
    "worker.py": "worker",
}
SOURCE, SQL = "src/orgbilling/", "src/orgbilling/sql/"
FUNCTIONS = "sql/functions/"
DOCS = ("tests/docs/test_links.py", "tests/docs/test_glossary.py")
# These start what takes long, and run for a file of their own alone.
HEAVY = ("concurrency", "lives", "properties", "regressions")
# These need what only their own lane of `make test` starts.
LANES = ("browser", "clients", "keycloak", "litellm")


def changed_files(since: str | None) -> list[str]:
    """Return the paths that differ from a commit; without one what is not committed, or, where
    everything is, the last commit."""
    if since:
        return _paths("diff", "--name-only", since)
    uncommitted = _paths("diff", "--name-only", "HEAD")
    uncommitted += _paths("ls-files", "--others", "--exclude-standard")
    return uncommitted or _paths("diff", "--name-only", "HEAD~1")


def _paths(*command: str) -> list[str]:
    done = subprocess.run([GIT, *command], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for path in done.stdout.splitlines() if (ROOT / path).is_file()]


def suites_for(path: str) -> set[str]:
    """Return the test files and folders that have to do with a path; none where none are known."""
    parts = Path(path).parts
    if path.endswith(".md"):
        return set(DOCS)
    if parts[0] == "tests" and len(parts) > 2 and parts[1] not in LANES:
        is_test = parts[-1].startswith("test_") and path.endswith(".py")
        return {path} if is_test else {f"tests/{parts[1]}"} - {f"tests/{name}" for name in HEAVY}
    if not path.startswith(SOURCE):
        return set()
    inner = path.removeprefix(SOURCE)
    named = [tests for place, tests in TESTS_OF.items() if f"{inner}/".startswith(f"{place}/")]
    below = inner.removeprefix(FUNCTIONS).split("/")[0]
    chosen = {f"tests/{name}" for name in (named[0] if named else below).split()}
    return {path for path in chosen if (ROOT / path).is_dir()}


def suites_of_all(changed: list[str]) -> list[str]:
    """Return what is run for all of them, no file twice."""
    chosen = {"tests/structure"}.union(*(suites_for(path) for path in changed))
    return sorted(path for path in chosen if str(Path(path).parent) not in chosen)


def steps_for(changed: list[str]) -> list[tuple[str, list[str]]]:
    """Return what is run: a name, and a command."""
    python = [path for path in changed if path.endswith(".py")]
    sql = [path for path in changed if path.startswith(SQL) and path.endswith(".sql")]
    web = [path.removeprefix("web/") for path in changed if path.startswith("web/src/")]
    steps: list[tuple[str, list[str]]] = []
    if python:
        steps += [
            ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", *python]),
            ("lint", [str(BIN / "ruff"), "check", "--quiet", *python]),
            ("types", [str(BIN / "mypy"), "--no-error-summary"]),
            ("imports", [str(BIN / "lint-imports"), "--no-logo"]),
        ]
    if sql:
        steps.append(("SQL", [str(BIN / "sqlfluff"), "lint", "--nocolor", *sql]))
        steps.append(("docs", [str(BIN / "python"), "-m", "scripts.generate_docs", "--check"]))
    if web:
        npm = [str(BIN / "python"), "scripts/node.py"]
        steps += [
            ("screens: lint", [*npm, "run", "--silent", "lint"]),
            ("screens: types", [*npm, "run", "--silent", "types"]),
            ("screens: tests", [*npm, "exec", "--", "vitest", "related", "--run", *web]),
        ]
    tests = suites_of_all(changed)
    pytest = [str(BIN / "python"), "-m", "pytest", "-q", "-n", "auto"]
    chosen = ["-m", "not slow and not speed", *tests]
    steps.append((f"tests: {', '.join(tests)}", [*pytest, *chosen]))
    return steps


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the steps; returns the exit status."""
    changed = changed_files(os.environ.get("SINCE") or None)
    if not changed:
        say("Nothing has changed.")
        return 0
    unknown = [path for path in changed if path.endswith((".py", ".sql")) and not suites_for(path)]
    if unknown:
        say(f"not tried here, but by `make test`: {', '.join(unknown)}")
    environment = os.environ | {"ORGBILLING_TEST_KEEP_CLUSTER": "1"}
    began = time.monotonic()
    failed: list[str] = []
    for name, command in steps_for(changed):
        at = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
        )
        passed = done.returncode == 0
        say(f"{'passed' if passed else 'FAILED':7} {time.monotonic() - at:5.1f} s  {name}")
        if not passed:
            failed.append(name)
            say(done.stdout + done.stderr)
    say(f"{len(changed)} files, {time.monotonic() - began:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
