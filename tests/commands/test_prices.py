"""`orgbilling prices`: what is sold, what is not and why, and a price that is typed."""

import json
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.commands.test_command_line import run
from tests.conftest import OwnerConnection


@pytest.fixture
def settings(tmp_path: Path, owner_url: str) -> dict[str, str]:
    path = tmp_path / "upstreams.toml"
    path.write_text(
        """
[[upstream]]
name = "main"
base_url = "https://api.openai.com/v1"
api_key_env = "SOME_KEY"
models = { MODEL = "gpt-5.4", OTHER = "no-such-model" }

[[upstream]]
name = "spare"
base_url = "http://10.0.0.7/v1"
price_list = "azure"
api_key_env = "SOME_KEY"
models = { MODEL = "gpt-5.4" }
""".replace("MODEL", f"sold-{uuid4().hex[:8]}").replace("OTHER", f"unsold-{uuid4().hex[:8]}")
    )
    return {
        "DATABASE_URL": owner_url, "SOME_KEY": "k", "ORGBILLING_GATEWAY_UPSTREAMS": str(path)
    }  # fmt: skip


def status(settings: dict[str, str]) -> tuple[int, list[dict[str, Any]]]:
    done = run("prices", "status", "--json", **settings)
    return done.returncode, json.loads(done.stdout)


def test_the_status_says_what_is_not_sold_and_why(settings: dict[str, str]) -> None:
    code, rows = status(settings)
    assert code == 3
    assert [(row["upstream"], row["is_sold"], row["verdict"]) for row in rows] == [
        ("main", False, "new"), ("spare", False, "not_published"), ("main", False, "not_published"),
    ]  # fmt: skip
    assert rows[1]["reason"].startswith("the price list does not have gpt-5.4 at azure, only at")
    refreshed = run("prices", "refresh", **settings)
    assert refreshed.returncode == 0, refreshed.stderr
    _, rows = status(settings)
    assert [(row["is_sold"], row["verdict"]) for row in rows] == [
        (True, "same"), (True, "kept"), (False, "not_published"),
    ]  # fmt: skip
    assert rows[0]["source"].endswith(" openai")
    shown = run("prices", "status", **settings)
    assert "does not have no-such-model at openai" in shown.stdout


def test_a_price_is_typed(settings: dict[str, str], tmp_path: Path, owner: OwnerConnection) -> None:
    model, path = f"typed-{uuid4().hex[:8]}", tmp_path / "price.json"
    body = {"input_usd_per_million": 1.25, "output_usd_per_million": 10}
    tier = {"above_tokens": 200_000, "rates": {"input": 2.5, "output": 15}}

    def typed(parts: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        path.write_text(json.dumps(body | {"parts": parts}))
        return run("prices", "set", model, str(path), **settings)

    done = typed({"tiers": [tier]})
    assert (done.returncode, done.stderr) == (0, "")
    [row] = owner.execute("select * from model_prices where model = %s", [model]).fetchall()
    assert (row["source"], row["parts"]["tiers"][0]["rates"]["input"]) == ("command line", "2.5")
    wrong = typed({"tiers": [tier | {"above_tokens": 0}]})
    assert wrong.returncode == 1
    assert "parts.tiers.0.above_tokens must be at least 1" in wrong.stderr
    path.write_text("no JSON")
    refused = run("prices", "set", model, str(path), **settings)
    assert refused.returncode == 1
    assert "The file holds what the API takes for a price." in " ".join(refused.stderr.split())
