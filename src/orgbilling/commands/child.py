"""The application as `serve` runs it, in processes of its own.

Each ends when the process that started it ends: killing the parent would otherwise leave servers
that answer on its port, and hold a database that nobody owns any more.
"""

import gc
import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orgbilling.commands.environment import PARENT
from orgbilling.commands.signals import reload_on_hangup
from orgbilling.monitoring.exposition import running_exposition
from orgbilling.settings import Settings, load_settings

_LOOK_EVERY_S = 0.5
# A request leaves next to nothing in cycles. At the interpreter's own 700 objects the search for
# them took a tenth of a busy process's time; at 50,000 they are a few megabytes.
_COLLECT_AFTER = (50_000, 20, 20)


def create_app() -> FastAPI:
    """Make the application, watch the parent, and look for garbage less often."""
    from orgbilling.app import create_app as create

    parent = int(os.environ.get(PARENT, "0"))
    if parent and parent != os.getpid():
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    settings = load_settings()
    app = create(settings)
    _serve_metrics(app, settings)
    if settings.api_description:
        # Made before anybody asks: meanwhile nobody is answered.
        app.openapi()
    if threading.current_thread() is threading.main_thread():
        reload_on_hangup(lambda: _reload(app))
    _tune_collector()
    return app


def _serve_metrics(app: FastAPI, settings: Settings) -> None:
    """Serve metrics as long as the application runs."""
    run = app.router.lifespan_context

    @asynccontextmanager
    async def run_with_metrics(app: FastAPI) -> AsyncIterator[None]:
        async with run(app), running_exposition(settings):
            yield

    app.router.lifespan_context = run_with_metrics


def _reload(app: FastAPI) -> None:
    gateway = getattr(app.state, "orgbilling_gateway", None)
    if gateway is None:
        # It is starting, and may have read already.
        app.state.orgbilling_reload_missed = True
    elif gateway.reload_soon is not None:
        gateway.reload_soon()


def _tune_collector() -> None:
    """Leave what a process is made of out of every search for garbage, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _follow(parent: int) -> None:
    # An orphan gets another parent; the number itself may be taken again by any process.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
