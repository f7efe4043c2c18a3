"""The servers that streams go through in `python -m bench.gateway`, each started as it is used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.database import ROOT, Server, Store, connect_owner
from bench.gateway_servers import KEY_NAME, MODEL
from bench.versions import check_out, discard
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
    """Where streams are asked for: the port of a server, and the keys of its callers. It turns away
    by these statuses whom it cannot serve now."""

    port: int
    keys: list[str]
    process_id: int
    turned_away_by: frozenset[bytes] = frozenset({b"503"})


@contextmanager
def running_ways(
    server: Server, folder: Path, *, with_litellm: bool, before: str | None
) -> Iterator[tuple[dict[str, Way], Store]]:
    """Run the provider and all that stands before it; yields them by name, in the order in which
    they are measured, and the gateway's database."""
    store = server.make_store("bench_gateway")
    keys = make_members(store)
    module = [sys.executable, "-m", "bench.gateway_servers"]
    with ExitStack() as started:

        def start(command: list[str], port: int, keys: list[str], **options: object) -> Way:
            process_id = started.enter_context(running(command, port, **options))  # type: ignore[arg-type]
            return Way(port, keys, process_id)

        provider, proxy, gateway = free_port(), free_port(), free_port()
        ways = {"direct": start([*module, "provider", str(provider)], provider, keys)}
        ways["proxy"] = start([*module, "proxy", str(proxy), str(provider)], proxy, keys)
        if with_litellm:
            port, key = free_port(), f"sk-{new_secret()}"
            command = litellm_command(folder, port, provider, key)
            # It says 500 where its own client had no connection left.
            ways["litellm"] = replace(
                start(command, port, [key], environment=_LITELLM_ENVIRONMENT),
                turned_away_by=frozenset({b"429", b"500", b"503"}),
            )
        product = [sys.executable, "-m", "bench.gateway_product"]
        if before is not None:
            tree = check_out(before, "before")
            path = {"PYTHONPATH": f"{tree / 'src'}:{tree}"}
            older = server.make_store(
                "bench_gateway_before", [sys.executable, "-c", _MIGRATE], path
            )
            port = free_port()
            environment = product_environment(older, provider, folder) | path
            ways["before"] = start(
                [*product, str(port)], port, make_members(older), environment=environment, cwd=tree
            )
        environment = product_environment(store, provider, folder)
        ways["gateway"] = start([*product, str(gateway)], gateway, keys, environment=environment)
        try:
            yield ways, store
        finally:
            if before is not None:
                discard(tree)


def litellm_command(folder: Path, port: int, provider_port: int, key: str) -> list[str]:
    """Return what runs LiteLLM's own proxy with one worker, which accepts this key and asks nobody;
    writes its configuration."""
    path = folder / "litellm.yaml"
    url = f"http://127.0.0.1:{provider_port}/v1"
    path.write_text(_LITELLM_CONFIG.format(model=MODEL, url=url, key=key), encoding="utf-8")
    named = ["--config", str(path), "--host", "127.0.0.1", "--port", str(port)]
    return [str(LITELLM), *named, "--num_workers", "1"]


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


def product_environment(store: Store, provider_port: int, folder: Path) -> dict[str, str]:
    path = folder / "upstreams.toml"
    path.write_text(
        f'[[upstream]]\nname = "bench"\nbase_url = "http://127.0.0.1:{provider_port}/v1"\n'
        f'api_key_env = "{KEY_NAME}"\nmodels = ["{MODEL}"]\n'
    )
    return {
        APPLICATION_URL: store.application_url,
        KEY_NAME: "provider",
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, *, environment: dict[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[int]:
    """Run a server until the end of the block; it is ready when its port is open. Yields its
    process id."""
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(environment or {})})
    try:
        until = time.monotonic() + START_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"it did not start: {command}") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)
