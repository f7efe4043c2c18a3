"""LiteLLM's own proxy as a process, in the environment that `make test-litellm` made for it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.docs.pages import ROOT, blocks_of
from tests.gateway import provider
from tests.gateway.conftest import Provider
from tests.servers.server import free_port

PAGE = ROOT / "docs" / "litellm.md"
PROGRAM = ROOT / ".venv-litellm" / "bin" / "litellm"
START_WITHIN_S = 120


def page_block(language: str) -> str:
    """The one block of a language on the page."""
    [block] = [block for block in blocks_of(PAGE) if block.language == language]
    return block.text


@dataclass
class Proxy:
    """A running proxy, and the keys that it accepts."""

    port: int
    keys: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def accept(self, key: str, **known: Any) -> None:
        """Let the proxy know a virtual key: user_id, metadata, team_metadata, …"""
        accepted = json.loads(self.keys.read_text()) | {key: known}
        made = self.keys.with_suffix(".new")
        made.write_text(json.dumps(accepted))
        made.replace(self.keys)


def configuration(upstream: Provider) -> str:
    """The page's config.yaml with this test's addresses, and models that misbehave besides."""
    text = page_block("yaml")
    for wrong in ("https://provider.example/v1",):
        assert wrong in text
        text = text.replace(wrong, f"{upstream.url}/v1")
    return text.replace("model_list:\n", f"model_list:\n{more_models(upstream)}", 1) + MORE_SETTINGS


def more_models(upstream: Provider) -> str:
    down = f"http://127.0.0.1:{free_port()}/v1"
    priced = "input_cost_per_token: 0.0000025, output_cost_per_token: 0.00001"
    models = {
        "gpt-down": (down, priced),
        "gpt-4o-mini": (f"{upstream.url}/v1", ""),
        "gpt-unpriced": (f"{upstream.url}/v1", ""),
        "gpt-free": (f"{upstream.url}/v1", "input_cost_per_token: 0, output_cost_per_token: 0"),
    }
    return "".join(
        f"  - model_name: {name}\n"
        f"    litellm_params: {{model: openai/{name}, api_base: '{base}',"
        f" api_key: os.environ/PROVIDER_KEY{', ' if prices else ''}{prices}}}\n"
        for name, (base, prices) in models.items()
    )


# One failing call must not take a model from the tests beside it.
MORE_SETTINGS = """
router_settings:
  disable_cooldowns: true
  num_retries: 2
  retry_after: 0
  timeout: 5
  fallbacks: [{"gpt-down": ["gpt-test"]}]
"""


@contextmanager
def running_proxy(folder: Path, upstream: Provider, **settings: str) -> Iterator[Proxy]:
    """Start a proxy with the plugin; `settings` are ORGBILLING_LITELLM_…, in small letters."""
    assert PROGRAM.exists(), "LiteLLM's proxy is not installed; run: make test-litellm"
    port = free_port()
    keys = folder / "keys.json"
    keys.write_text("{}")
    (folder / "config.yaml").write_text(configuration(upstream))
    shutil.copy(Path(__file__).with_name("proxy_auth.py"), folder)
    log = folder / "proxy.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(PROGRAM), "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            env=environment(keys, settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_ready(port, process, log)
            yield Proxy(port, keys)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def environment(keys: Path, settings: dict[str, str]) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ORGBILLING_", "LITELLM_")) and name != "DATABASE_URL"
    }
    ours = {f"ORGBILLING_LITELLM_{name.upper()}": value for name, value in settings.items()}
    return {
        **inherited,
        **ours,
        "PROVIDER_KEY": provider.KEY,
        "TEST_PROXY_KEYS": str(keys),
        # Without one the proxy does not start; nobody uses it.
        "LITELLM_MASTER_KEY": f"sk-{secrets.token_hex(32)}",
        # LiteLLM asks the internet for its prices otherwise.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "NO_DOCS": "True",
    }


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health/liveliness", timeout=5).is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the proxy did not start:\n{log.read_text()}")
