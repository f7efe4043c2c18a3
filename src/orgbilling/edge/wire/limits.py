"""What connections may cost, from the settings, in a form that other processes can be given."""

import resource
from dataclasses import dataclass
from typing import Final, Self

from orgbilling.settings import Settings

_OWN_FILES: Final = 256
"""Files and connections that a process has besides: the database, providers, logs, modules."""
_FILES_A_CONNECTION: Final = 2
"""Its own, and the one to the provider whose model it calls."""
_FILES_WANTED: Final = 65_536


@dataclass(frozen=True)
class WireLimits:
    """Limits of one process."""

    header_bytes_max: int
    headers_max: int
    header_timeout_s: float
    body_timeout_s: float
    request_timeout_s: float
    unread_timeout_s: float
    bodies_at_once: int
    keep_alive_s: float
    connections_max: int
    connections_per_address: int
    trusted_proxies: frozenset[str]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the limits of the settings: as many connections as the process may have files."""
        files_max = raise_file_limit()
        fitting = max(1, (files_max - _OWN_FILES) // _FILES_A_CONNECTION)
        return cls(
            header_bytes_max=settings.header_bytes_max,
            headers_max=settings.headers_max,
            header_timeout_s=settings.header_timeout_s,
            body_timeout_s=settings.body_timeout_s,
            request_timeout_s=settings.request_timeout_s,
            unread_timeout_s=settings.unread_timeout_s,
            bodies_at_once=settings.bodies_at_once,
            keep_alive_s=settings.keep_alive_s,
            connections_max=min(settings.connections_max, fitting),
            connections_per_address=settings.connections_per_address,
            trusted_proxies=settings.trusted_proxies,
        )


def raise_file_limit() -> int:
    """Let this process, and those that it starts, open as many files as it may; returns how many.

    A process without a file left takes no connection, whoever's it is.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return _FILES_WANTED if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):
        return soft
    return most
