"""Programs that work by themselves: each is started with a task, and ends when it is done."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.clients.programs import bare_environment

DONE_WITHIN_S = 100


@dataclass(frozen=True)
class Done:
    """How a program ended, and what it said."""

    status: int
    output: str
    log: str


def run_agent(command: list[str], folder: Path, **environment: str) -> Done:
    """Run a program in a folder of its own until it ends; its home is another."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        command,
        cwd=folder,
        env=bare_environment(home, **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DONE_WITHIN_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
