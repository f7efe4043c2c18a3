"""A call that one provider did not answer, and another one did: it is held at the dearer of both,
and charged at the rate of the one that answered."""

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, new_caller
from tests.gateway.raw_provider import COUNTED, DONE, STOP, delta, event
from tests.gateway.raw_rig import REFUSAL, RawProvider, answering, streaming, upstream_table
from tests.gateway.test_provider_keys import admin_of
from tests.servers.server import Server, serving

KEY = "sk-platform-0123456789"
# Asked first a, then b. Of the first b's provider has another price on the list; of the second
# somebody has typed the price.
LISTED, TYPED = "gpt-listed", "gpt-typed"
# The first a searches in every call, b does not.
SEARCHING = "gpt-searching"
CHEAP, DEAR = (Decimal(1), Decimal(2)), (Decimal(3), Decimal(8))
DOWN = answering(503, REFUSAL)


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    raw: RawProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("ways")
    path = folder / "ways.toml"
    models = {LISTED: "raw-model", TYPED: "raw-model"}
    more = {"api_key_env": "TEST_RAW_KEY", "cool_down_s": 0}
    searching = {SEARCHING: "gpt-4o-search-preview"}
    path.write_text(
        upstream_table("first", raw.port, models | searching, path="a", **more)
        + upstream_table("second", raw.port, models | {SEARCHING: "gpt-4o"}, path="b", **more)
    )
    owner_connection.execute(
        "select set_model_price(%s, %s, %s, 'admin', 'test', p_parts => %s)",
        [SEARCHING, *CHEAP, '{"fees": {"web_search": "0.01"}}'],
    )
    for model, source in ((LISTED, "genai-prices 1 one"), (TYPED, "admin")):
        owner_connection.execute(
            "select set_model_price(%s, %s, %s, %s, 'test')", [model, *CHEAP, source]
        )
        owner_connection.execute(
            "select set_upstream_model_price('second', %s, %s, %s, 'genai-prices 1 two', 'test')",
            [model, *DEAR],
        )
    settings = {
        "DATABASE_URL": owner_url,
        "TEST_RAW_KEY": KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
        "ORGBILLING_SECRET_KEY": base64.b64encode(b"k" * 32).decode(),
        "ORGBILLING_GATEWAY_PRIVATE_HOSTS": f"127.0.0.1:{raw.port}",
        "ORGBILLING_GATEWAY_JOURNAL_S": "0.2",
    }
    with serving(1, **settings) as [started]:
        yield started


def cost(rate: tuple[Decimal, Decimal], markup: str) -> Decimal:
    """What 100 tokens of input and 20 of output cost, in credits."""
    return (rate[0] * 100 + rate[1] * 20) / 1_000_000 * Decimal(markup) * 1000


def ask(caller: Caller, model: str, orders: dict[str, Any], **fields: Any) -> httpx2.Response:
    return caller.ask(orders, model=model, **fields)


def held(caller: Caller) -> Decimal:
    [row] = caller.world.rows(
        "select credits from credit_holds where org_id = %s order by created_at desc limit 1",
        caller.world.org_id,
    )
    credits: Decimal = row["credits"]
    return credits


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(
    ("model", "orders", "rate"),
    [
        (LISTED, {}, CHEAP),
        (LISTED, {"a": DOWN}, DEAR),
        (TYPED, {}, CHEAP),
        (TYPED, {"a": DOWN}, CHEAP),
    ],
)
def test_an_answer_is_charged_at_the_price_of_the_upstream_that_gave_it(
    owner: OwnerConnection,
    server: Server,
    model: str,
    orders: dict[str, Any],
    rate: tuple[Decimal, Decimal],
    is_stream: bool,
) -> None:
    caller = new_caller(owner, server)
    answer = ask(caller, model, orders, max_tokens=1_000, stream=is_stream)
    assert answer.status_code == 200
    caller.settled()
    [row] = caller.usage()
    assert row["credits_used"] == cost(rate, "1.5")
    assert row["request_metadata"]["upstream"] == ("second" if orders else "first")
    # Who would answer was not known: the dearer was held.
    dearest = DEAR if model == LISTED else CHEAP
    assert held(caller) >= (dearest[1] * 1_000) / 1_000_000 * Decimal("1.5") * 1000


@pytest.mark.parametrize(("orders", "searches"), [({}, 1), ({"a": DOWN}, 0)])
def test_what_one_upstream_does_unasked_is_not_charged_of_another(
    owner: OwnerConnection, server: Server, orders: dict[str, Any], searches: int
) -> None:
    caller = new_caller(owner, server)
    assert ask(caller, SEARCHING, orders, max_tokens=1_000).status_code == 200
    caller.settled()
    [row] = caller.usage()
    search = Decimal("0.01") * searches * Decimal("1.5") * 1000
    assert row["credits_used"] == cost(CHEAP, "1.5") + search
    assert row["request_metadata"].get("fees", {}) == ({"web_search": 1} if searches else {})


def test_the_journal_knows_the_price_of_who_is_asked(
    owner: OwnerConnection, server: Server
) -> None:
    caller = new_caller(owner, server)
    slow = streaming(delta("Hel"), 900, delta("lo."), STOP, COUNTED, DONE)
    with httpx2.stream(
        "POST",
        f"{server.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={
            "model": LISTED,
            "stream": True,
            "messages": [{"role": "user", "content": json.dumps({"a": DOWN, "b": slow})}],
        },
        timeout=30,
    ) as answer:
        list(answer.iter_lines())
    [row] = caller.world.rows(
        """select g.upstream, p.output_usd_per_million as usd from gateway_calls as g
           inner join upstream_model_prices as p on p.price_id = g.price_id where g.org_id = %s""",
        caller.world.org_id,
    )
    assert (row["upstream"], row["usd"]) == ("second", DEAR[1])
    assert (
        caller.world.rows("select * from verify_c06_holds() where org_id = %s", caller.world.org_id)
        == []
    )


def bring_own(caller: Caller, raw: RawProvider) -> None:
    body = {
        "name": "ours",
        "base_url": f"http://127.0.0.1:{raw.port}/o/v1",
        "api_key": "sk-own-123456789",
        "models": {LISTED: "raw-model"},
    }
    with admin_of(caller) as admin:
        made = admin.post(f"/api/v1/org-billing/{caller.world.org_id}/provider-keys", json=body)
    assert made.status_code == 201


def set_fall_over(caller: Caller, *, falls_over: Any) -> httpx2.Response:
    path = f"/api/v1/org-billing/{caller.world.org_id}/provider-keys/fall-over"
    with admin_of(caller) as admin:
        answer = admin.put(path, json={"falls_over": falls_over})
        if answer.status_code == 200:
            assert admin.get(path).json() == {"falls_over": falls_over}
    return answer


def receipt_of(caller: Caller, request_id: str) -> dict[str, Any]:
    path = f"/api/v1/org-billing/credits/{caller.world.org_id}/usage/{request_id}"
    with admin_of(caller) as admin:
        found: dict[str, Any] = admin.get(path).json()
    return found


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
def test_an_own_key_falls_over_to_ours_where_the_organization_says_so(
    owner: OwnerConnection, server: Server, raw: RawProvider, status: int
) -> None:
    caller = new_caller(owner, server, plan="hybrid")
    bring_own(caller, raw)
    orders = {"o": answering(status, REFUSAL)}
    assert ask(caller, LISTED, orders).status_code >= 400
    assert (caller.usage(), caller.figures("UH")) == ([], (0, 0))
    assert set_fall_over(caller, falls_over=True).status_code == 200
    answer = ask(caller, LISTED, orders, max_tokens=1_000)
    assert answer.status_code == 200
    [row] = caller.usage()
    assert (row["credits_used"], row["markup_usd"] > 0) == (cost(CHEAP, "1.5"), True)
    found = receipt_of(caller, answer.headers["x-request-id"])
    assert (found["answered_by"], found["warnings"]) == ("platform_key", ["own_key_fell_over"])
    # Whose upstream it was is shown; what we call it is not.
    assert found["metadata"]["upstream"] == "platform"
    assert '"first"' not in json.dumps(found)


def test_what_an_own_key_answers_stays_at_its_markup_and_is_held_at_ours(
    owner: OwnerConnection, server: Server, raw: RawProvider
) -> None:
    caller = new_caller(owner, server, plan="hybrid")
    bring_own(caller, raw)
    ask(caller, LISTED, {}, max_tokens=1_000)
    alone = held(caller)
    assert set_fall_over(caller, falls_over=True).status_code == 200
    answer = ask(caller, LISTED, {}, max_tokens=1_000)
    assert [row["credits_used"] for row in caller.usage()] == [cost(CHEAP, "1.0")] * 2
    found = receipt_of(caller, answer.headers["x-request-id"])
    assert (found["answered_by"], found["warnings"]) == ("own_key", [])
    # The dearest that can answer is the platform's second, at the plan's markup.
    assert held(caller) >= alone * Decimal("1.5") * DEAR[0] / CHEAP[0]
    poor = new_caller(owner, server, alone + 1, plan="hybrid")
    bring_own(poor, raw)
    assert ask(poor, LISTED, {}, max_tokens=1_000).status_code == 200
    assert set_fall_over(poor, falls_over=True).status_code == 200
    assert ask(poor, LISTED, {}, max_tokens=1_000).status_code == 402


def test_who_may_let_own_keys_fall_over_and_on_which_plan(
    owner: OwnerConnection, server: Server
) -> None:
    caller = new_caller(owner, server, plan="hybrid")
    path = f"/api/v1/org-billing/{caller.world.org_id}/provider-keys/fall-over"
    member = httpx2.put(
        server.url + path,
        headers={"authorization": f"Bearer {caller.key}"},
        json={"falls_over": True},
    )
    assert member.status_code == 403
    assert set_fall_over(caller, falls_over="yes").status_code == 422
    for value in (True, True, False):
        assert set_fall_over(caller, falls_over=value).status_code == 200
    events = caller.world.rows(
        """select details -> 'own_keys_fall_over' as changed from organization_audit_log
           where org_id = %s and event_type = 'org.own_keys_fall_over.set' order by audit_id""",
        caller.world.org_id,
    )
    assert [event["changed"] for event in events] == [[False, True], [True, False]]
    for plan in ("byok", "platform"):
        other = new_caller(owner, server, plan=plan)
        refused = set_fall_over(other, falls_over=True)
        assert (refused.status_code, refused.json()["code"]) == (409, "plan_not_hybrid")
        assert set_fall_over(other, falls_over=False).status_code == 200


def test_a_setting_that_was_made_on_hybrid_opens_nothing_on_byok(
    owner: OwnerConnection, server: Server, raw: RawProvider
) -> None:
    caller = new_caller(owner, server, plan="byok")
    bring_own(caller, raw)
    owner.execute(
        "update organizations set own_keys_fall_over = true where org_id = %s",
        [caller.world.org_id],
    )
    before = len(raw.asked())
    assert ask(caller, LISTED, {"o": DOWN}).status_code == 503
    assert {one["who"] for one in raw.asked()[before:]} == {"o"}


def test_an_own_stream_that_begins_with_an_error_falls_over(
    owner: OwnerConnection, server: Server, raw: RawProvider
) -> None:
    caller = new_caller(owner, server, plan="hybrid")
    bring_own(caller, raw)
    assert set_fall_over(caller, falls_over=True).status_code == 200
    broken = streaming(event({"error": {"message": "overloaded", "code": 503}}))
    answer = ask(caller, LISTED, {"o": broken}, stream=True)
    assert (answer.status_code, "[DONE]" in answer.text) == (200, True)
    caller.settled()
    assert caller.figures("U") == (cost(CHEAP, "1.5"),)


def test_an_own_stream_that_has_begun_is_not_begun_again_elsewhere(
    owner: OwnerConnection, server: Server, raw: RawProvider
) -> None:
    caller = new_caller(owner, server, plan="hybrid")
    bring_own(caller, raw)
    assert set_fall_over(caller, falls_over=True).status_code == 200
    ask(caller, LISTED, {"o": streaming(delta("Hel"), "drop")}, stream=True)
    caller.settled()
    [row] = caller.usage()
    assert row["request_metadata"]["upstream"] == "own:ours"
    assert row["request_metadata"]["ended"] == "provider_failed"
