"""Calls to providers with a dialect of their own, through the gateway: what is charged, and what
the receipt says of it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orgbilling.gateway.upstreams import Upstream, load_upstreams
from orgbilling.settings import SettingsError
from tests.conftest import OwnerConnection
from tests.gateway.conftest import INPUT_USD, OUTPUT_USD, Caller, Provider, new_caller, settings_of
from tests.servers.server import Server, serving

WRITE_USD = Decimal("3.125")
MODELS = {
    "grok-test": "xai",
    "router-test": "openrouter",
    "claude-test": "anthropic",
    "writing-test": "openai",
}


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("dialects")
    path = folder / "dialects.toml"
    path.write_text(
        "".join(
            f"""
[[upstream]]
name = "{dialect}-like"
base_url = "{upstream.url}/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = {{ "{model}" = "inner-{model}" }}
dialect = "{dialect}"
"""
            for model, dialect in MODELS.items()
        )
    )
    asked = settings_of(folder, upstream, owner_url) | {"ORGBILLING_GATEWAY_UPSTREAMS": str(path)}
    with serving(1, **asked) as [started]:
        yield started


@pytest.fixture(scope="module")
def dialect_prices(owner_connection: OwnerConnection) -> None:
    for model in MODELS:
        owner_connection.execute(
            """select set_model_price(%s, %s, %s, 'test', 'test',
               p_cache_write_usd_per_million => %s)""",
            [model, INPUT_USD, OUTPUT_USD, WRITE_USD],
        )


@pytest.fixture
def caller(owner: OwnerConnection, server: Server, dialect_prices: None) -> Caller:
    return new_caller(owner, server)


def receipt_of(caller: Caller, asked: str, /, *, is_stream: bool = False, **orders: Any) -> Any:
    """Ask a model, and return the usage row of the call."""
    answer = caller.ask(orders, model=asked, stream=is_stream)
    assert answer.status_code == 200, answer.text
    caller.settled()
    [row] = caller.usage()
    assert caller.figures("U") == (row["credits_used"],)
    assert caller.world.differences() == []
    return row


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("kind", ["normal", "last_chunk"])
def test_reasoning_beside_the_completion_is_charged(
    caller: Caller, is_stream: bool, kind: str
) -> None:
    told = {
        "prompt_tokens": 40, "completion_tokens": 100, "total_tokens": 230,
        "completion_tokens_details": {"reasoning_tokens": 90},
    }  # fmt: skip
    row = receipt_of(caller, "grok-test", is_stream=is_stream, usage=kind, told=told)
    # 40 x 2.5 and 190 x 10 dollars a million, at 1.5.
    assert row["credits_used"] == Decimal("3.00")
    known = row["request_metadata"]
    assert (known["output_tokens"], known["reasoning_tokens"]) == (190, 90)
    assert (known["cost_by"], known["tokens_counted_by"]) == ("price", "provider")


@pytest.mark.parametrize("is_stream", [False, True])
def test_writes_to_the_cache_are_charged_at_their_price(caller: Caller, is_stream: bool) -> None:
    told = {
        "prompt_tokens": 4000, "completion_tokens": 2, "total_tokens": 4002,
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 3600},
    }  # fmt: skip
    row = receipt_of(caller, "writing-test", is_stream=is_stream, told=told)
    # 400 x 2.5, 3,600 x 3.125 and 2 x 10 dollars a million, at 1.5.
    assert row["credits_used"] == Decimal("18.405")
    assert row["request_metadata"]["cache_write_tokens"] == 3600


@pytest.mark.parametrize("is_stream", [False, True])
def test_what_a_provider_says_that_it_takes_is_what_a_call_costs(
    caller: Caller, is_stream: bool
) -> None:
    told = {
        "prompt_tokens": 3000, "completion_tokens": 100, "total_tokens": 3100, "cost": 0.0305,
        "is_byok": False, "server_tool_use": {"web_search_requests": 2},
    }  # fmt: skip
    row = receipt_of(caller, "router-test", is_stream=is_stream, told=told)
    assert row["api_cost_usd"] == Decimal("0.0305")
    assert row["credits_used"] == Decimal("45.75")
    known = row["request_metadata"]
    assert (known["cost_by"], known["fees"]) == ("provider", {"web_search": 2})


def test_a_stated_cost_stays_in_the_usage_that_a_client_sees(caller: Caller) -> None:
    told = {"prompt_tokens": 30, "completion_tokens": 10, "total_tokens": 40, "cost": 0.0000305}
    answer = caller.ask(
        {"told": told}, model="router-test", stream=True, stream_options={"include_usage": True}
    )
    *_, last, done = [line[6:] for line in answer.text.splitlines() if line]
    assert done == "[DONE]"
    assert json.loads(last)["usage"] == {
        **told, "cost_credits": 0.04575, "remaining_credits": float(caller.figures("R")[0]),
    }  # fmt: skip


def test_a_cost_of_nothing_is_no_word(caller: Caller) -> None:
    told = {"prompt_tokens": 40, "completion_tokens": 10, "total_tokens": 50, "cost": 0}
    row = receipt_of(caller, "router-test", told=told)
    assert row["credits_used"] == Decimal("0.3")
    assert row["request_metadata"]["cost_by"] == "price"


def test_usage_at_the_beginning_leaves_nothing_after_it_free(caller: Caller) -> None:
    told = {"prompt_tokens": 200, "completion_tokens": 0, "total_tokens": 200}
    row = receipt_of(
        caller, "writing-test", is_stream=True, usage="first_chunk", chunks=30, told=told
    )
    # The event that tells it counts itself; three bytes of the others are a token.
    output = -(-sum(len(f"w{number} ") for number in range(1, 30)) // 3)
    known = row["request_metadata"]
    assert (known["input_tokens"], known["output_tokens"]) == (200, output)
    assert known["tokens_counted_by"] == "both"
    assert row["credits_used"] == (INPUT_USD * 200 + OUTPUT_USD * output) * 15 / 10_000


@pytest.mark.parametrize(
    ("answered", "wanted"),
    [
        # The provider's own name of the model is the platform's business.
        ("inner-grok-test", {"answered_model": "grok-test"}),
        ("inner-grok-test-2026-01-31", {"answered_model": "inner-grok-test-2026-01-31"}),
        ("cheap-model", {"answered_model": "cheap-model", "is_other_model": True}),
        ("x\x00y", {}),
        ("x" * 300, {}),
    ],
)
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_receipt_says_which_model_answered(
    caller: Caller, answered: str, wanted: dict[str, str], is_stream: bool
) -> None:
    row = receipt_of(caller, "grok-test", is_stream=is_stream, model=answered)
    known = row["request_metadata"]
    names = ("answered_model", "is_other_model")
    assert {name: known[name] for name in names if name in known} == wanted


def test_a_dialect_that_is_none_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PROVIDER_KEY", "k")
    path = tmp_path / "upstreams.toml"
    table = {
        "name": "a", "base_url": "https://api.x.ai/v1", "api_key_env": "TEST_PROVIDER_KEY",
        "models": ["m"],
    }  # fmt: skip

    def load(**more: str | bool) -> Upstream:
        lines = [f"{name} = {json.dumps(value)}" for name, value in {**table, **more}.items()]
        path.write_text("\n".join(["[[upstream]]", *lines]))
        return load_upstreams(path).upstreams[0]

    assert (load().dialect, load(dialect="mistral").dialect) == ("xai", "mistral")
    assert (load().passes_through, load(passes_through=True).passes_through) == (False, True)
    with pytest.raises(SettingsError, match=r"'grok'; there are anthropic, .*, xai"):
        load(dialect="grok")
