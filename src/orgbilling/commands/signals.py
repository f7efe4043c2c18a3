"""Ctrl-C, `kill` and a closed terminal all mean: stop cleanly. SIGHUP where no terminal was closed
means: read again what can be read again."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt inside at the first signal, and swallow it at the end.

    From that moment further signals are ignored, because what is being closed is closed in a few
    seconds, and an interrupted stop would leave the database running.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise KeyboardInterrupt

    for number in _STOPS:
        signal.signal(number, stop)
    try:
        yield
    except KeyboardInterrupt:
        return


def ignore_signals() -> None:
    """Take no more notice of the signals that stop us."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)


def reload_on_hangup(reload: Callable[[], None]) -> None:
    """Call `reload` at SIGHUP from now on; the process stops where its terminal was closed."""
    had_terminal = has_terminal()

    def take(_number: int, _frame: FrameType | None) -> None:
        if had_terminal and not has_terminal():
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            reload()

    signal.signal(signal.SIGHUP, take)
    # Whoever started this process may have kept it from being ended by one until now.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


def has_terminal() -> bool:
    """Tell whether the process has a terminal that is open."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
