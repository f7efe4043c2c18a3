"""Credits and billing for organizations that use AI and API services.

`from orgbilling import router` gives what another FastAPI application includes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    router: APIRouter

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Made at first use: the command line and the worker need no routes.
    if name != "router":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from orgbilling.app import make_router

    made = make_router()
    globals()["router"] = made
    return made
