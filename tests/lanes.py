"""What `make test` runs: one lane after another, then what each took and which tests failed.

Two that wait more than they compute run beside each other, and what they print comes at their end.
Plain Python without dependencies, because the first lane is the one that installs them.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTEST = [".venv/bin/python", "-m", "pytest", "-n", "auto", "-q", "--durations=10"]
# Playwright keeps an event loop running, beside which the other tests cannot have theirs.
# A time that is measured beside other tests says what those do: such tests have lanes of their own,
# in which they run alone, one after another.
ALONE = [".venv/bin/python", "-m", "pytest", "-q", "--durations=10", "-m", "speed"]
TOGETHER = [*PYTEST, "-m", "not speed"]
NO_BROWSER = "--ignore=tests/browser"
# LiteLLM's proxy needs an environment of its own, which its lane makes.
NO_LITELLM = "--ignore=tests/litellm"
# Nor do the programs of others that call models.
NO_CLIENTS = "--ignore=tests/clients"
# What an attack costs others is measured over minutes, by `make test-neighbours`.
NO_NEIGHBOURS = "--ignore=tests/hostile"
# What is asked at random is one server's load, role by role: `make test-fuzz`.
NO_FUZZ = "--ignore=tests/fuzz"
# A Keycloak takes its time to start, and needs what the other lanes do not.
NO_KEYCLOAK = "--ignore=tests/keycloak"
HAS_MAVEN = shutil.which("mvn") is not None
WITHOUT_MAVEN = """
Keycloak itself was NOT run: it is fetched by Maven, and there is no `mvn` on this machine. Sign-in
was tested with another OpenID provider (oidc-provider) only. With Maven: make test-keycloak"""
# Characters of one line of what failed: its outcome, its test and the start of why.
LONGEST_FAILURE = 300
# Lines that say why a lane without tests failed: a linter, a build.
LAST_LINES = 8
WITHOUT_OTHERS = [NO_BROWSER, NO_LITELLM, NO_CLIENTS, NO_FUZZ, NO_NEIGHBOURS, NO_KEYCLOAK]
# A file, or a class in it, has a server and a database of its own: each can stand beside others.
BROWSER = [*TOGETHER, "--dist", "loadscope", "tests/browser"]
# What depends on the server's version is SQL: these call what verbs, reads and calls to models are
# made of, and bring data of earlier versions up to now. What the same SQL does when much happens at
# once, and with a line of it taken away, 18 says for both.
SQL = [
    "tests/calendar",
    "tests/credits",
    "tests/dashboards",
    "tests/database",
    "tests/gateway/test_provider_keys.py",
    "tests/identity",
    "tests/ledger",
    "tests/migrations",
    "tests/organizations",
    "tests/properties",
    "tests/structure/test_put_into_statements.py",
    "tests/structure/test_typed_rows.py",
    "tests/subscriptions",
    "tests/usage",
]
# A mutant shows that a test can fail; programs and providers ask 16 what they ask 18.
NOT_ON_16 = [
    "--ignore=tests/properties/test_mutants.py",
    "--ignore=tests/identity/oidc",
    "--ignore=tests/ledger/test_verify_command.py",
    "--ignore=tests/ledger/test_audit_anchor_command.py",
]


@dataclass(frozen=True)
class Lane:
    """A name, a command, and what the environment says besides."""

    name: str
    command: list[str]
    environment: dict[str, str]


def lanes() -> list[list[Lane]]:
    """Return the lanes in their order, those together that run at the same time."""
    return [
        [Lane("install", ["make", "install-dev", "ui"], {})],
        [
            Lane("check", ["make", "check"], {}),
            Lane("web", [".venv/bin/python", "scripts/node.py", "test"], {}),
        ],
        [Lane("tests on PostgreSQL 18", [*TOGETHER, *WITHOUT_OTHERS, "tests"], on_version(18))],
        [Lane("tests on PostgreSQL 16", [*TOGETHER, *NOT_ON_16, *SQL], on_version(16))],
        [Lane("browser", BROWSER, on_version(18))],
        [Lane("speed on PostgreSQL 18", [*ALONE, *WITHOUT_OTHERS, "tests"], on_version(18))],
        [Lane("speed of the browser", [*ALONE, "tests/browser"], on_version(18))],
        [Lane("clients", ["make", "test-clients-landing"], on_version(18))],
        [
            Lane("litellm", ["make", "test-litellm"], on_version(18)),
            Lane(
                "keycloak" if HAS_MAVEN else "sign-in without Keycloak",
                ["make", "test-keycloak"],
                on_version(18),
            ),
        ],
    ]


def on_version(version: int) -> dict[str, str]:
    return {"ORGBILLING_TEST_POSTGRES": str(version)}


@dataclass(frozen=True)
class Ended:
    """What became of a lane: whether it passed, its seconds, and the lines that say what failed."""

    lane: Lane
    has_passed: bool
    seconds: float
    failures: list[str]


def run(lane: Lane, *, is_alone: bool) -> Ended:
    """Run a lane to its end.

    What it prints is printed at once where it `is_alone`, otherwise in the end.
    """
    began = time.monotonic()
    # A make that calls us hands down its own flags, which are not meant for the makes below.
    own = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    printed = [f"\n=== {lane.name}: {' '.join(lane.command)}\n"]
    if is_alone:
        print(printed[0], end="", flush=True)
    with subprocess.Popen(
        lane.command,
        cwd=ROOT,
        env={**inherited, **lane.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            if is_alone:
                print(line, end="", flush=True)
    if not is_alone:
        print("".join(printed), flush=True)
    # Lines of pytest's own summary: the outcome, the test, and the first line of why.
    failures = [
        line.strip() for line in printed if line.startswith(("FAILED tests/", "ERROR tests/"))
    ]
    has_passed = process.returncode == 0
    if not has_passed and not failures:
        failures = [line.rstrip() for line in printed if line.strip()][-LAST_LINES:]
    return Ended(lane, has_passed, time.monotonic() - began, failures)


def main() -> int:
    results: list[tuple[str, str, float]] = []
    failures: list[str] = []
    began = time.monotonic()
    stopped = False
    for together in lanes():
        if stopped:
            results += [(lane.name, "not run", 0.0) for lane in together]
            continue
        is_alone = len(together) == 1
        with ThreadPoolExecutor(len(together)) as threads:
            ended = list(threads.map(partial(run, is_alone=is_alone), together))
        for end in ended:
            results.append((end.lane.name, "passed" if end.has_passed else "FAILED", end.seconds))
            failures += [f"{end.lane.name}: {failure}" for failure in end.failures]
            # Without an installation nothing else can say anything.
            stopped = stopped or (not end.has_passed and end.lane.name == "install")
    print("\n=== lanes")
    for name, outcome, seconds in results:
        print(f"{outcome:8} {seconds:7.1f} s  {name}")
    print(f"{'total':8} {time.monotonic() - began:7.1f} s")
    if not HAS_MAVEN:
        print(WITHOUT_MAVEN)
    # Last, because the end of a long output is what somebody reads who was not there.
    for failure in failures:
        print(failure[:LONGEST_FAILURE])
    return 0 if all(outcome == "passed" for _, outcome, _ in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
