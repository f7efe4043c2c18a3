"""A program in a process of its own, that says on its output when it is ready."""

import os
import signal
import subprocess
import threading
import time

STOP_WITHIN_S = 30


class Process:
    """A started program with the machine's environment, without what configures OrgBilling there.

    It is ready when a line of its output has the words `ready`. One with a session of its own is
    stopped together with whatever it has started.
    """

    def __init__(
        self,
        command: list[str],
        environment: dict[str, str],
        ready: str,
        *,
        start_within_s: float = 60,
        cwd: str | os.PathLike[str] | None = None,
        has_own_session: bool = False,
    ) -> None:
        self.lines: list[str] = []
        self._ready_words = ready
        self._ready = threading.Event()
        self._start_within_s = start_within_s
        self._has_own_session = has_own_session
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
        }
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=inherited | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=has_own_session,
        )
        # Somebody has to read on, or the program waits for room in the pipe.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        assert self._ready.wait(self._start_within_s), self.lines
        assert any(self._ready_words in line for line in self.lines), "\n".join(self.lines)

    def line_with(self, *words: str, within_s: float = 10) -> str:
        """Return a line of its output that has all the words; it comes a moment after its cause."""
        until_s = time.monotonic() + within_s
        while True:
            for line in list(self.lines):
                if all(word in line for word in words):
                    return line
            assert time.monotonic() < until_s, f"no line with {words}"
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        if self._has_own_session:
            os.killpg(self.process.pid, signal.SIGTERM)
        else:
            self.process.send_signal(signal.SIGTERM)

    def wait_until_stopped(self) -> int:
        """Return its exit status."""
        status = self.process.wait(STOP_WITHIN_S)
        self._reader.join(STOP_WITHIN_S)
        return status

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.ask_to_stop()
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.wait_until_stopped()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if self._ready_words in line:
                self._ready.set()
        # It ended, maybe without ever being ready; who waits looks at the lines.
        self._ready.set()
