"""Ctrl-C, `kill` and a closed terminal all mean: stop cleanly."""

import signal
from collections.abc import Iterator
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
