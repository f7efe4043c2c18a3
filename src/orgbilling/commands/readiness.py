"""Waiting for the server that this program started to answer."""

import http.client
import time
from urllib.parse import urlsplit

_LOOK_EVERY_S = 0.05
_GIVE_UP_AFTER_S = 120.0


def wait_until_ready(address: str) -> bool:
    """Ask `address`/readyz until it answers with anything but 503; False after two minutes."""
    deadline = time.monotonic() + _GIVE_UP_AFTER_S
    while time.monotonic() < deadline:
        if _answers(address):
            return True
        time.sleep(_LOOK_EVERY_S)
    return False


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status != http.HTTPStatus.SERVICE_UNAVAILABLE
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
