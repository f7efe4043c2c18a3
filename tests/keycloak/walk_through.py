"""The page *Keycloak in ten minutes*, followed to the letter by one shell.

What it starts is what every test here runs on: a Keycloak with our realm, and `orgbilling serve`.
"""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.keycloak import find_java

from tests.conftest import POSTGRES_VERSION
from tests.docs.pages import ELSEWHERE, ROOT, blocks_of
from tests.keycloak.realm import Account, Realm
from tests.limits import NO_LIMITS_ENVIRONMENT
from tests.servers.process import Process
from tests.servers.server import READY, free_port

PAGE = ROOT / ELSEWHERE["keycloak"]
# What the page calls from the folder of the sources.
SOURCES = (".venv", "ops", "scripts")
START_WITHIN_S = 500
PEOPLE = {"rita": "Rita Root", "olivia": "Olivia Owner", "max": "Max Member"}


class WalkThrough(Process):
    """The shell of somebody who follows the page, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # The two are different sites to the browser, as they are on the web.
        self.keycloak_url = f"http://localhost:{free_port()}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        for name in SOURCES:
            (folder / name).symlink_to(ROOT / name)
        environment = NO_LIMITS_ENVIRONMENT | {
            "ORGBILLING_PORT": str(self.port),
            "ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION),
            "JAVA": str(find_java()),
            # Quick to start; whether it could be quicker later is nothing to a test.
            "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1",
        }
        super().__init__(
            ["bash", "-c", script(self.keycloak_url, self.url)],
            environment,
            READY,
            start_within_s=START_WITHIN_S,
            cwd=folder,
            has_own_session=True,
        )

    def realm(self) -> Realm:
        return Realm(self.keycloak_url, self._said(r"Console: .* as admin with (\S+)"))

    def people(self) -> dict[str, Account]:
        """The three of the realm, by user name, with the passwords that the shell printed."""
        return {
            username: Account(
                email=f"{username}@example.com",
                name=name,
                username=username,
                password=self._said(rf"{username} signs in with (\S+)"),
            )
            for username, name in PEOPLE.items()
        }

    @contextmanager
    def keycloak_hangs(self) -> Iterator[None]:
        """Let Keycloak take connections, and answer none, for a while."""
        program = self._keycloak_id()
        os.kill(program, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(program, signal.SIGCONT)

    def _keycloak_id(self) -> int:
        known = subprocess.run(
            ["ps", "-axo", "pid=,pgid=,comm="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(maxsplit=2) for line in known.splitlines()]
        [found] = [
            int(process_id)
            for process_id, group, name in rows
            if int(group) == self.process.pid and Path(name).name == "java"
        ]
        return found

    def _said(self, pattern: str) -> str:
        found = [match[1] for line in self.lines if (match := re.fullmatch(pattern, line))]
        assert len(found) == 1, (pattern, self.lines)
        return found[0]


def script(keycloak_url: str, public_url: str) -> str:
    """All commands of the page, with addresses of the test's own where it sets the two."""
    text = "\n".join(block.text for block in blocks_of(PAGE) if block.runs_in == "keycloak")
    for name, address in (("keycloak_url", keycloak_url), ("public_url", public_url)):
        text, count = re.subn(rf"^{name}=.*$", f"{name}={shlex.quote(address)}", text, flags=re.M)
        assert count == 1, f"the page does not set {name} once"
    # The shell waits for its last command to end, and then the rest of its session ends too.
    return f"set -euo pipefail\ntrap : TERM\n{text}"
