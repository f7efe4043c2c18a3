"""The server's processes: replaced where one ends, while the others serve on."""

import os
import signal
import socket
import threading
import time

import structlog
import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from orgbilling.commands.signals import has_terminal

_HANGUP = frozenset({signal.SIGHUP})
_START_AGAIN_AFTER_S = 2.0
_logger = structlog.get_logger(__name__)


class Processes(Multiprocess):
    """Server processes that hear of a SIGHUP instead of being replaced at it.

    One that cannot start stops the server only where none has served yet (`is_serving`): later its
    reason may pass, as a database that is away or a file that is being written, and the others
    have calls to carry.
    """

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], is_serving: threading.Event
    ) -> None:
        super().__init__(config, sockets)
        self._is_serving = is_serving
        self._start_again_at_s: dict[int, float] = {}
        self._had_terminal = has_terminal()
        # Those that are started inherit it, until they can take one: it would end them before.
        signal.pthread_sigmask(signal.SIG_BLOCK, _HANGUP)

    def keep_subprocess_alive(self) -> None:
        """Replace each process that has ended, or hangs."""
        for index, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if index in self._start_again_at_s:
                if time.monotonic() >= self._start_again_at_s[index]:
                    del self._start_again_at_s[index]
                    self._replace(index)
            elif not process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                process.kill()
                process.join()
                if process.exitcode != STARTUP_FAILURE:
                    self._replace(index)
                elif self._is_serving.is_set():
                    _logger.error("process_did_not_start", again_in_s=_START_AGAIN_AFTER_S)
                    self._start_again_at_s[index] = time.monotonic() + _START_AGAIN_AFTER_S
                else:
                    self.should_exit.set()

    def handle_signals(self) -> None:
        """Handle what has come, and a SIGHUP that waits."""
        super().handle_signals()
        if signal.SIGHUP in signal.sigpending():
            signal.sigwait(_HANGUP)
            self.handle_hup()

    def handle_hup(self) -> None:
        """Let each process read its upstreams again; stop where the terminal was closed."""
        if self._had_terminal and not has_terminal():
            self.should_exit.set()
            return
        for process in self.processes:
            if process.pid is not None and process.exitcode is None:
                os.kill(process.pid, signal.SIGHUP)

    def _replace(self, index: int) -> None:
        process = Process(self.config, self.sockets)
        process.start()
        self.processes[index] = process
