"""Starting and stopping the server's processes, which share one listening socket."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.database import ROOT, Store
from bench.http_app import READY
from orgbilling.commands.environment import APPLICATION_URL

# High enough for a load that no person makes, and there, so that counting is measured too.
_LIMITS = {
    f"ORGBILLING_RATE_LIMIT_{kind}": "100000000/min"
    for kind in ("READS", "WRITES", "ALLOCATIONS", "SUBSCRIPTION_CHANGES")
}


@contextmanager
def run_http_server(store: Store, processes: int) -> Iterator[int]:
    """Serve a database with so many processes; yields the port."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ORGBILLING_")},
        **_LIMITS,
        APPLICATION_URL: store.application_url,
        "ORGBILLING_METRICS_PORT": "0",
    }
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=4096))
        listener.set_inheritable(True)
        descriptor = listener.fileno()
        started = [_start(descriptor, environment) for _ in range(processes)]
        for process in started:
            stack.callback(_stop, process)
        for process in started:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            if line != READY:
                raise RuntimeError(f"the server did not start: {line or 'no output'}")
        yield int(listener.getsockname()[1])


def _start(descriptor: int, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.http_app", str(descriptor)],
        cwd=ROOT,
        env=environment,
        pass_fds=[descriptor],
        stdout=subprocess.PIPE,
        text=True,
    )


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
