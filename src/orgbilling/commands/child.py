"""The application as `serve --processes` runs it: it ends when the process that started it ends.

Without this, killing the parent would leave servers that answer on its port, and hold a database
that nobody owns any more.
"""

import os
import signal
import threading
import time

from fastapi import FastAPI

from orgbilling.commands.environment import PARENT

_LOOK_EVERY_S = 0.5


def create_app() -> FastAPI:
    """Make the application, and watch the parent."""
    from orgbilling.app import create_app as create

    parent = int(os.environ.get(PARENT, "0"))
    if parent and parent != os.getpid():
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    return create()


def _follow(parent: int) -> None:
    # An orphan gets another parent; the number itself may be taken again by any process.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
