"""The models that a key is told of are those that a call of it is served, at the price it pays."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from genai_prices import data_snapshot

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, Provider, new_caller, settings_of
from tests.gateway.test_provider_keys import bring
from tests.servers.server import Server, serving

OWN = {
    "gpt-test": "inside", "own-only": "inside", "own-unpriced": "x", "own-later": "x",
    "acme/own/deep": "gpt-4o", "own-heard": "x",
}  # fmt: skip
OURS = {"gpt-test", "gpt-other", "gpt-down", "gpt-known", "gpt-free", "embed-test"}
SLASHED = ("openai/gpt-4o", "a/b/c:free", "gpt 4ä")


@pytest.fixture(scope="module", autouse=True)
def own_prices(owner_connection: OwnerConnection) -> None:
    for model in ("own-only", "acme/own/deep", *SLASHED):
        owner_connection.execute("select set_model_price(%s, 3, 9, 'test', 'test')", [model])
    # What is priced by the second alone answers no chat.
    owner_connection.execute(
        """select set_model_price('own-heard', 0, 0, 'test', 'test',
           p_parts => '{"fees": {"second": "0.0001"}}')"""
    )
    # A price that begins tomorrow sells nothing today, and changes nothing today.
    for model in ("own-later", "own-only"):
        owner_connection.execute(
            """select set_model_price(%s, 5, 5, 'test', 'test',
               p_valid_from => now() + interval '1 day')""",
            [model],
        )


def bearer(caller: Caller) -> dict[str, str]:
    return {"authorization": f"Bearer {caller.key}"}


def listed(caller: Caller) -> dict[str, dict[str, Any]]:
    answer = httpx2.get(f"{caller.server.url}/v1/models", headers=bearer(caller), timeout=30)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert [model["id"] for model in data] == sorted({model["id"] for model in data})
    return {model["id"]: model for model in data}


def shown(caller: Caller, model: str) -> httpx2.Response:
    return httpx2.get(f"{caller.server.url}/v1/models/{model}", headers=bearer(caller), timeout=30)


@pytest.mark.parametrize(
    ("plan", "brings", "expected"),
    [
        ("platform", False, OURS),
        # An own key serves nothing on a plan without them.
        ("platform", True, OURS),
        ("byok", False, set()),
        ("byok", True, {"gpt-test", "own-only", "own-heard", "acme/own/deep"}),
        ("hybrid", False, OURS),
        ("hybrid", True, OURS | {"own-only", "own-heard", "acme/own/deep"}),
    ],
)
def test_each_plan_is_told_of_what_it_is_served(
    make_caller: Callable[..., Caller], upstream: Provider, plan: str, brings: bool,
    expected: set[str],
) -> None:  # fmt: skip
    caller = make_caller(plan=plan)
    if brings:
        assert bring(caller, upstream, models=OWN).status_code == 201
    found = listed(caller)
    assert set(found) == expected
    for model in expected | set(OWN) | OURS | {"gpt-unpriced", "gpt-nobody"}:
        one = shown(caller, model)
        # The list, the one, and a call say the same.
        assert one.status_code == (200 if model in expected else 404), model
        if model in expected:
            assert one.json() == found[model]
        else:
            error = one.json()["error"]
            assert (error["code"], error["param"]) == ("model_not_found", "model")
        if model not in ("gpt-down", "embed-test"):
            called = caller.ask({"input": 1, "output": 1}, model=model)
            # One that only listens is sold, and answers no chat.
            answers = model in expected and model != "own-heard"
            assert (called.status_code == 200) == answers, (model, called.text)


def test_what_is_told_of_a_model_is_what_is_charged_for_it(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    """On hybrid the own key's model costs the provider's price, ours the plan's markup more."""
    caller = make_caller(plan="hybrid")
    own = {"gpt-test": "inside", "own-only": "inside"}
    assert bring(caller, upstream, models=own).status_code == 201
    found = listed(caller)
    assert found["gpt-test"]["pricing"] == {
        "prompt": "0.0000025", "completion": "0.00001", "input_cache_read": "0.00000125",
        "input_cache_write": "0.0000025",
    }  # fmt: skip
    assert found["gpt-other"]["pricing"] == {
        "prompt": "0.00000375", "completion": "0.000015", "input_cache_read": "0.00000375",
        "input_cache_write": "0.00000375",
    }  # fmt: skip
    free = found["gpt-free"]["pricing"]
    assert set(free.values()) == {"0"}
    assert found["gpt-test"]["owned_by"] == "own:ours"
    assert found["own-only"]["pricing"]["prompt"] == "0.000003"
    for model in ("gpt-test", "gpt-other", "gpt-free"):
        pricing = {name: Decimal(text) for name, text in found[model]["pricing"].items()}
        asked = caller.ask({"input": 1000, "output": 100, "cached": 400}, model=model)
        usd = (
            600 * pricing["prompt"] + 400 * pricing["input_cache_read"]
            + 100 * pricing["completion"]
        )  # fmt: skip
        assert Decimal(asked.headers["x-orgbilling-credits"]) == usd * 1000


def test_a_model_is_told_of_in_the_shape_of_openai_and_of_openrouter(caller: Caller) -> None:
    found = listed(caller)
    known = found["gpt-known"]
    # It has no label, and its name is the platform's business.
    assert (known["object"], known["owned_by"]) == ("model", "platform")
    assert known["max_output_tokens"] == 100
    assert known["top_provider"] == {"max_completion_tokens": 100}
    # What nobody has published is left out: 0 or null would be read as a limit.
    assert "context_length" not in known
    assert "max_output_tokens" not in found["gpt-test"]
    of_client = caller.client().models
    assert {model.id for model in of_client.list()} == set(found)
    assert of_client.retrieve("gpt-test").created == found["gpt-test"]["created"]


def test_audio_is_priced_where_it_costs_something_else(
    caller: Caller, owner: OwnerConnection
) -> None:
    before = shown(caller, "gpt-other").json()["pricing"]
    assert "audio" not in before
    owner.execute(
        """select set_model_price('gpt-other', 2.5, 10, 'test', 'test',
           p_audio_input_usd_per_million => 40, p_audio_output_usd_per_million => 80)"""
    )
    try:
        after = shown(caller, "gpt-other").json()["pricing"]
        assert (after["audio"], after["audio_output"]) == ("0.00006", "0.00012")
    finally:
        owner.execute("select set_model_price('gpt-other', 2.5, 10, 'test', 'test')")


def test_who_is_told_nothing(caller: Caller, server: Server) -> None:
    for path in ("/v1/models", "/v1/models/gpt-test", "/v1/models/nobody"):
        for headers, status in (({}, 401), ({"authorization": f"Bearer {caller.key}x"}, 401)):
            answer = httpx2.get(f"{server.url}{path}", headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (
                status, "invalid_api_key",
            )  # fmt: skip
    revoked = "update api_keys set revoked_at = now() where org_id = %s"
    caller.world.connection.execute(revoked, [caller.world.org_id])
    assert shown(caller, "gpt-test").status_code == 401


def test_a_plan_that_is_due_to_change_is_changed_first(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(plan="platform")
    owner, org_id = caller.world.connection, caller.world.org_id
    owner.execute(
        """update organization_subscriptions
           set next_plan = 'byok', next_billing_cycle = 'monthly' where org_id = %s""",
        [org_id],
    )
    owner.execute(
        """update subscription_terms set planned_end_at = now() - interval '1 minute'
           where org_id = %s and ended_at is null""",
        [org_id],
    )
    caller.world.note_next_due()
    assert listed(caller) == {}


def test_a_key_that_was_taken_back_serves_nothing(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller = make_caller(plan="byok")
    bring(caller, upstream, models=OWN)
    other = make_caller(plan="byok")
    assert listed(other) == {}
    caller.world.connection.execute(
        """select revoke_provider_key(org_id, provider_key_id, created_by)
           from organization_provider_keys where org_id = %s""",
        [caller.world.org_id],
    )
    assert listed(caller) == {}


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str
) -> Iterator[Server]:
    """A server whose providers have the names and addresses of known ones."""
    folder: Path = tmp_path_factory.mktemp("published")
    settings = settings_of(folder, upstream, owner_url)
    models = ", ".join(f'"{model}" = "{model}"' for model in SLASHED)
    Path(settings["ORGBILLING_GATEWAY_UPSTREAMS"]).write_text(
        f"""
[[upstream]]
name = "router"
base_url = "https://openrouter.ai/api/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = {{ {models} }}

[[upstream]]
name = "proxy"
base_url = "{upstream.url}/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = {{ "embed-test" = "gpt-4o-mini" }}
""",
        encoding="utf-8",
    )
    with serving(1, **settings) as [started]:
        yield started


@pytest.mark.parametrize("model", SLASHED)
def test_a_name_may_have_slashes_and_whatever_else(
    published: Server, owner: OwnerConnection, prices: None, model: str
) -> None:
    caller = new_caller(owner, published)
    for written in (model, model.replace("/", "%2F")):
        for slash in ("", "/"):
            answer = shown(caller, written + slash)
            assert (answer.status_code, answer.json()["id"]) == (200, model)
    assert caller.client().models.retrieve(model).id == model
    for unknown in (f"{model}x", f"x/{model}", "%00", "x%ED%A0%80"):
        assert shown(caller, unknown).status_code == 404


def test_how_much_a_model_reads_is_the_published_number(
    published: Server, owner: OwnerConnection, prices: None
) -> None:
    caller = new_caller(owner, published)
    snapshot = data_snapshot.get_snapshot()
    _, ours = snapshot.find_provider_model("openai/gpt-4o", None, "openrouter", None)
    _, by_name = snapshot.find_provider_model("gpt-4o-mini", None, None, None)
    assert ours.context_window
    assert by_name.context_window
    found = listed(caller)
    told = found["openai/gpt-4o"]
    assert told["context_length"] == told["top_provider"]["context_length"] == ours.context_window
    # At an address that nobody has published, by the provider's name for it.
    assert found["embed-test"]["context_length"] == by_name.context_window
    assert "context_length" not in found["gpt 4ä"]
