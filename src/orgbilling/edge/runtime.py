"""What a running application holds, and how a request finds it."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from orgbilling.database import Database
from orgbilling.kernel.clock import Clock, SystemClock
from orgbilling.kernel.errors import Unavailable
from orgbilling.settings import Settings


@dataclass(frozen=True)
class Runtime:
    """The parts that requests share. Kept under one name, so that a host application's own
    `app.state` is left alone."""

    settings: Settings
    database: Database
    clock: Clock = field(default_factory=SystemClock)


def attach_runtime(app: Any, runtime: Runtime) -> None:
    """Make `runtime` the one that requests to `app` (FastAPI) find."""
    app.state.orgbilling = runtime


def runtime_of(request: Request) -> Runtime:
    """Return the runtime of the application that serves this request.

    Raises:
        Unavailable: the application has not finished starting, or is stopping.
    """
    runtime = getattr(request.app.state, "orgbilling", None)
    if not isinstance(runtime, Runtime):
        raise Unavailable("The server is starting; try again.", code="starting")
    return runtime


async def _runtime(request: Request) -> Runtime:
    # Not `runtime_of` itself: FastAPI runs what is not async in a thread, which costs more than it.
    return runtime_of(request)


AppRuntime = Annotated[Runtime, Depends(_runtime)]
