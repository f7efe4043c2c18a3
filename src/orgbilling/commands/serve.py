"""`orgbilling serve`: database, schema, demonstration data, then the server.

The parent process owns the embedded database and the migrations; the server's processes get the
application's URL through the environment and start nothing themselves.
"""

import os
import socket
import threading

import uvicorn

from orgbilling import demo
from orgbilling.commands import console
from orgbilling.commands.environment import PARENT, publish_urls
from orgbilling.commands.processes import Processes
from orgbilling.commands.readiness import wait_until_ready
from orgbilling.commands.signals import ignore_signals, stop_on_signals
from orgbilling.database import DatabaseUnavailable, DatabaseUrls, database_urls
from orgbilling.database.migrations import migrate
from orgbilling.edge.wire.config import WireConfig
from orgbilling.edge.wire.limits import WireLimits
from orgbilling.settings import PREFIX, Settings

_STOP_WITHIN_S = 5
_BACKLOG = 4096
_UNSENT_BYTES_MAX = 131_072


def run_server(settings: Settings) -> None:
    """Serve until a signal stops it.

    Raises:
        DatabaseUnavailable: the port is taken, or the database cannot be started or reached.
        MigrationFailed: the schema cannot be brought up to date.
    """
    # The port comes first: when it is taken, nothing has been started yet.
    with _listen(settings) as listener, stop_on_signals():
        try:
            with database_urls(settings, console.step) as urls:
                try:
                    _prepare(settings, urls)
                    _serve(settings, listener)
                finally:
                    # What is left is stopping the database, which must not be interrupted.
                    ignore_signals()
        finally:
            listener.close()
    console.say("OrgBilling has stopped; its data stay.")


def announce(settings: Settings, address: str) -> None:
    """Tell the user where OrgBilling is, and who can sign in."""
    console.say_strongly(f"OrgBilling is ready: {address}")
    demo.announce(settings, console.say)
    console.say("Ctrl-C stops it.")


def _prepare(settings: Settings, urls: DatabaseUrls) -> None:
    migrate(
        urls.owner_url,
        console.step,
        credits_per_usd=settings.credits_per_usd,
        oidc_issuer=settings.oidc_issuer,
    )
    publish_urls(os.environ, urls)
    if settings.demo and urls.embedded:
        demo.load(settings, urls, console.step)


def _listen(settings: Settings) -> socket.socket:
    """Take the port, without accepting anybody yet."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        # Its connections inherit it: of answers that nobody reads the machine takes no megabytes.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES_MAX)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise DatabaseUnavailable(_port_trouble(settings, error)) from None
    listener.set_inheritable(True)
    return listener


def _port_trouble(settings: Settings, error: OSError) -> str:
    other = f"choose another: orgbilling serve --port {settings.port + 1} (or {PREFIX}PORT)"
    place = f"Port {settings.port} on {settings.host}"
    reason = (error.strerror or str(error)).lower()
    return f"{place} cannot be used ({reason}); {other}."


def _serve(settings: Settings, listener: socket.socket) -> None:
    os.environ[PARENT] = str(os.getpid())
    # Processes that are spawned read the settings again, and the command line's win.
    os.environ[f"{PREFIX}HOST"] = settings.host
    os.environ[f"{PREFIX}PORT"] = str(settings.port)
    os.environ[f"{PREFIX}PROCESSES"] = str(settings.processes)
    config = WireConfig(
        "orgbilling.commands.child:create_app",
        WireLimits.of(settings),
        factory=True,
        workers=settings.processes,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Who is asked about proxies is the application, which knows the ones that are trusted.
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_STOP_WITHIN_S,
        timeout_worker_healthcheck=60,
    )
    is_serving = threading.Event()
    announcing = threading.Thread(
        target=_announce_when_ready, args=(settings, is_serving), daemon=True
    )
    announcing.start()
    if settings.processes > 1:
        Processes(config, [listener], is_serving).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])


def _announce_when_ready(settings: Settings, is_serving: threading.Event) -> None:
    everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104
    host = "127.0.0.1" if everywhere else settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    if wait_until_ready(address):
        is_serving.set()
        announce(settings, address)
