"""What `make test` runs: one lane after another, then what each took, failing if any failed.

Plain Python without dependencies, because the first lane is the one that installs them.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
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
# A Keycloak takes its time to start, and needs what the other lanes do not.
NO_KEYCLOAK = "--ignore=tests/keycloak"
HAS_MAVEN = shutil.which("mvn") is not None
WITHOUT_MAVEN = """
Keycloak itself was NOT run: it is fetched by Maven, and there is no `mvn` on this machine. Sign-in
was tested with another OpenID provider (oidc-provider) only. With Maven: make test-keycloak"""
WITHOUT_OTHERS = [NO_BROWSER, NO_LITELLM, NO_KEYCLOAK]
# A file, or a class in it, has a server and a database of its own: each can stand beside others.
BROWSER = [*TOGETHER, "--dist", "loadscope", "tests/browser"]
# What depends on the server's version: everything that is SQL, or happens at the same time.
VERSION_DEPENDENT = [
    "tests/calendar",
    "tests/concurrency",
    "tests/credits",
    "tests/dashboards",
    "tests/database",
    "tests/ledger",
    "tests/migrations",
    "tests/properties",
    "tests/regressions",
    "tests/subscriptions",
    "tests/usage",
]


@dataclass(frozen=True)
class Lane:
    """A name, a command, and what the environment says besides."""

    name: str
    command: list[str]
    environment: dict[str, str]


def lanes() -> list[Lane]:
    return [
        Lane("install", ["make", "install-dev"], {}),
        Lane("check", ["make", "check"], {}),
        Lane("web", [".venv/bin/python", "scripts/node.py", "test"], {}),
        Lane("tests on PostgreSQL 18", [*TOGETHER, *WITHOUT_OTHERS, "tests"], on_version(18)),
        Lane("tests on PostgreSQL 16", [*TOGETHER, *VERSION_DEPENDENT], on_version(16)),
        Lane("browser", BROWSER, on_version(18)),
        Lane("speed on PostgreSQL 18", [*ALONE, *WITHOUT_OTHERS, "tests"], on_version(18)),
        Lane("speed on PostgreSQL 16", [*ALONE, *VERSION_DEPENDENT], on_version(16)),
        Lane("speed of the browser", [*ALONE, "tests/browser"], on_version(18)),
        Lane("litellm", ["make", "test-litellm"], on_version(18)),
        Lane(
            "keycloak" if HAS_MAVEN else "sign-in without Keycloak",
            ["make", "test-keycloak"],
            on_version(18),
        ),
    ]


def on_version(version: int) -> dict[str, str]:
    return {"ORGBILLING_TEST_POSTGRES": str(version)}


def run(lane: Lane) -> tuple[bool, float]:
    """Run a lane to its end; returns whether it passed, and its seconds."""
    print(f"\n=== {lane.name}: {' '.join(lane.command)}", flush=True)
    began = time.monotonic()
    # A make that calls us hands down its own flags, which are not meant for the makes below.
    own = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    done = subprocess.run(
        lane.command, cwd=ROOT, env={**inherited, **lane.environment}, check=False
    )
    return done.returncode == 0, time.monotonic() - began


def main() -> int:
    results: list[tuple[str, str, float]] = []
    stopped = False
    for lane in lanes():
        if stopped:
            results.append((lane.name, "not run", 0.0))
            continue
        passed, seconds = run(lane)
        results.append((lane.name, "passed" if passed else "FAILED", seconds))
        # Without an installation nothing else can say anything.
        stopped = not passed and lane.name == "install"
    print("\n=== lanes")
    for name, outcome, seconds in results:
        print(f"{outcome:8} {seconds:7.1f} s  {name}")
    print(f"{'total':8} {sum(seconds for _, _, seconds in results):7.1f} s")
    if not HAS_MAVEN:
        print(WITHOUT_MAVEN)
    return 0 if all(outcome == "passed" for _, outcome, _ in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
