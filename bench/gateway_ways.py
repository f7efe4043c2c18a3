"""The servers that streams go through in `python -m bench.gateway`, each started as it is used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.database import ROOT, Server, Store, connect_owner
from bench.gateway_servers import KEY_NAME, MODEL
from bench.versions import checked_out
from orgbilling.commands.environment import APPLICATION_URL
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret, new_secret

MEMBERS = 200
START_WITHIN_S = 120
LITELLM = ROOT / ".venv-litellm" / "bin" / "litellm"
# What its documentation advises where nothing is looked up: no database, no callbacks, no retries.
_LITELLM_CONFIG = """\
model_list:
  - model_name: {model}
    litellm_params: {{model: openai/{model}, api_base: "{url}", api_key: provider}}
litellm_settings: {{num_retries: 0, request_timeout: 60, telemetry: false}}
general_settings: {{master_key: {key}}}
"""
_LITELLM_ENVIRONMENT = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
_MIGRATE = """\
import sys
from decimal import Decimal
from orgbilling.database.migrations import migrate
migrate(sys.argv[1], credits_per_usd=Decimal(1000))
"""


@dataclass(frozen=True)
class Way:
    """Where streams are asked for: the port of a server that runs, its process, and the keys of its
    callers. By the statuses it turns away whom it cannot serve now."""

    port: int
    keys: list[str]
    process_id: int
    turned_away_by: frozenset[bytes]


@contextmanager
def running_ways(
    server: Server, folder: Path, *, with_litellm: bool, before: str | None
) -> Iterator[tuple[dict[str, Way], Store]]:
    """Run the provider and all that stands before it; yields them by name, in the order in which
    they are measured, and the gateway's database."""
    store = server.make_store("bench_gateway")
    keys = make_members(store)
    module = [sys.executable, "-m", "bench.gateway_servers"]
    provider, proxy = free_port(), free_port()
    with ExitStack() as started:
        run = started.enter_context
        ways = {"direct": run(running([*module, "provider", str(provider)], provider, keys))}
        ways["proxy"] = run(running([*module, "proxy", str(proxy), str(provider)], proxy, keys))
        if with_litellm:
            ways["litellm"] = run(running_litellm(provider, folder))
        if before is not None:
            ways["before"] = run(running_before(before, server, provider, folder))
        ways["gateway"] = run(running_product(store, keys, provider, folder))
        yield ways, store


def running_litellm(provider_port: int, folder: Path) -> AbstractContextManager[Way]:
    """Run LiteLLM's own proxy with one worker, which accepts one key and asks nobody."""
    port, key = free_port(), f"sk-{new_secret()}"
    path = folder / "litellm.yaml"
    url = f"http://127.0.0.1:{provider_port}/v1"
    path.write_text(_LITELLM_CONFIG.format(model=MODEL, url=url, key=key), encoding="utf-8")
    named = ["--config", str(path), "--host", "127.0.0.1", "--port", str(port)]
    command = [str(LITELLM), *named, "--num_workers", "1"]
    # It says 500 where its own client had no connection left.
    statuses = ("429", "500", "503")
    return running(command, port, [key], environment=_LITELLM_ENVIRONMENT, turned_away_by=statuses)


@contextmanager
def running_before(
    revision: str, server: Server, provider_port: int, folder: Path
) -> Iterator[Way]:
    """Run the gateway of an older commit on a database that the commit itself migrates."""
    with checked_out(revision, "before") as tree:
        path = {"PYTHONPATH": f"{tree / 'src'}:{tree}"}
        migration = [sys.executable, "-c", _MIGRATE]
        store = server.make_store("bench_gateway_before", migration, path)
        keys = make_members(store)
        with running_product(store, keys, provider_port, folder, tree, path) as way:
            yield way


def running_product(
    store: Store,
    keys: list[str],
    provider_port: int,
    folder: Path,
    tree: Path = ROOT,
    more: Mapping[str, str] = MappingProxyType({}),
) -> AbstractContextManager[Way]:
    """Run the gateway of a worktree, with more in its environment if need be."""
    path = folder / "upstreams.toml"
    path.write_text(
        f'[[upstream]]\nname = "bench"\nbase_url = "http://127.0.0.1:{provider_port}/v1"\n'
        f'api_key_env = "{KEY_NAME}"\nmodels = ["{MODEL}"]\n'
    )
    environment = {
        APPLICATION_URL: store.application_url,
        KEY_NAME: "provider",
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
        **more,
    }
    port = free_port()
    command = [sys.executable, "-m", "bench.gateway_product", str(port)]
    return running(command, port, keys, environment=environment, cwd=tree)


def make_members(store: Store) -> list[str]:
    """Make one organization whose members have a key each; returns the keys."""
    keys: list[str] = []
    with connect_owner(store.owner_url) as owner:
        owner.execute("select set_model_price(%s, 1, 2, 'bench', 'bench')", [MODEL])
        made = owner.execute(
            """insert into organizations (org_id, name, time_zone)
               values (gen_random_uuid(), 'Bench', 'UTC') returning org_id"""
        ).fetchone()
        assert made is not None
        org_id = made[0]
        owner.execute("select create_subscription(%s, 'platform', 'monthly', 0, 'bench')", [org_id])
        owner.execute("select add_credits_to_pool(%s, 1000000000, 0, 'bench')", [org_id])
        for number in range(MEMBERS):
            user = f"m-{number}"
            key, prefix = new_key("member", org_id)
            owner.execute(
                "insert into users (user_id, email, name) values (%s, %s, %s)",
                [user, f"{user}@example.org", user],
            )
            owner.execute(
                """insert into organization_members (org_id, user_id, role)
                   values (%s, %s, 'member')""",
                [org_id, user],
            )
            owner.execute(
                "select allocate_credits_to_user(%s, %s, 1000000, 'bench')", [org_id, user]
            )
            owner.execute(
                """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix,
                   created_by) values (%s, 'member', %s, 'bench', %s, %s, %s)""",
                [org_id, user, hash_secret(key), prefix, user],
            )
            keys.append(key)
    return keys


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str],
    port: int,
    keys: list[str],
    *,
    environment: Mapping[str, str] = MappingProxyType({}),
    cwd: Path = ROOT,
    turned_away_by: Iterable[str] = ("503",),
) -> Iterator[Way]:
    """Run a server until the end of the block; it is ready when its port is open."""
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment})
    try:
        wait_until_open(port, process)
        statuses = frozenset(status.encode() for status in turned_away_by)
        yield Way(port, keys, process.pid, statuses)
    finally:
        process.terminate()
        process.wait(20)


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    """Raises `RuntimeError` where the process ends before it listens, or takes too long."""
    until_s = time.monotonic() + START_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"ended with {process.returncode}: {process.args!r}") from None
            if time.monotonic() > until_s:
                raise RuntimeError(
                    f"does not listen after {START_WITHIN_S} s: {process.args!r}"
                ) from None
            time.sleep(0.1)
        else:
            return
