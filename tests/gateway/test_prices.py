"""Prices have versions; an admin writes them, the published list fills what is missing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from orgbilling.database import Database
from orgbilling.gateway.price_list import price_status, refresh_prices
from orgbilling.gateway.upstreams import Upstream, Upstreams, load_upstreams
from orgbilling.settings import SettingsError
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, told

BASE = "/api/v1/org-billing"


@pytest.fixture
async def api(db: Database, owner: OwnerConnection) -> AsyncIterator[Api]:
    made = make_api(db, owner)
    yield made
    for client in made.clients:
        await client.aclose()


async def test_an_admin_writes_versions_and_everybody_reads_them(api: Api) -> None:
    root, person = api.system_admin(), api.person()
    path = f"{BASE}/models/prices/vendor/model-{datetime.now(UTC).timestamp()}"
    body = {"input_usd_per_million": 2.5, "output_usd_per_million": 10.000001}
    first = await root.put(path, json=body)
    assert first.status_code == 200, first.text
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    second = await root.put(path, json=body | {"input_usd_per_million": 3, "valid_from": later})
    assert second.status_code == 200
    versions = (await person.get(path)).json()
    assert [version["input_usd_per_million"] for version in versions] == [3, 2.5]
    assert versions[1]["output_usd_per_million"] == 10.000001
    current = {row["model"]: row for row in (await person.get(f"{BASE}/models/prices")).json()}
    assert current[versions[0]["model"]]["input_usd_per_million"] == 2.5
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    refused = await root.put(path, json=body | {"valid_from": past})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_argument")
    assert (await person.put(path, json=body)).status_code == 403
    assert (await person.get(f"{path}-unknown")).status_code == 404
    for wrong in (-1, "1", True, 1e9, None):
        answer = await root.put(path, json=body | {"input_usd_per_million": wrong})
        assert answer.status_code == 422, (wrong, answer.text)


async def test_who_set_a_price_is_in_the_audit_log(api: Api, owner: OwnerConnection) -> None:
    root, model = api.system_admin(), f"audited-{datetime.now(UTC).timestamp()}"
    body = {"input_usd_per_million": 2.5, "output_usd_per_million": 10, "output_tokens_max": 100}
    made = (await root.put(f"{BASE}/models/prices/{model}", json=body)).json()
    refused = await api.person().put(f"{BASE}/models/prices/{model}", json=body)
    assert refused.status_code == 403
    [event] = owner.execute(
        "select * from organization_audit_log where subject = %s", [model]
    ).fetchall()
    assert (event["event_type"], event["actor_kind"]) == ("model.price.set", "user")
    assert event["actor_id"] == root.user_id
    assert event["details"] == {
        "price_id": made["price_id"], "valid_from": event["details"]["valid_from"],
        "source": "admin", **body,
    }  # fmt: skip


async def test_a_call_keeps_the_price_of_its_moment_and_has_a_receipt(
    api: Api, caller: Caller, owner: OwnerConnection
) -> None:
    answer = caller.client().chat.completions.with_raw_response.create(
        messages=told(input=1000, output=100), model="gpt-test"
    )
    request_id = answer.headers["x-request-id"]
    path = f"{BASE}/credits/{caller.world.org_id}/usage/{request_id}"
    me = api.program(caller.key)
    receipt: dict[str, Any] = (await me.get(path)).json()
    assert receipt["request_id"] == request_id
    assert receipt["credits"] == 5.25
    assert (receipt["api_cost_usd"], receipt["markup_usd"]) == (0.0035, 0.00175)
    assert receipt["total_usd"] == 0.00525
    assert receipt["metadata"]["output_tokens"] == 100
    price = owner.execute(
        "select price_id from model_prices where model = 'gpt-test' order by valid_from desc"
    ).fetchone()
    assert price is not None
    assert receipt["metadata"]["price_id"] == str(price["price_id"])
    colleague = api.member(caller.world.org_id)
    for who in (colleague, api.person()):
        refused = await who.get(path)
        assert refused.status_code == 404
    assert (await me.get(f"{path}x")).json()["code"] == "usage_not_found"


async def test_the_published_list_fills_what_is_missing_and_keeps_an_admins_own(
    db: Database, owner: OwnerConnection
) -> None:
    mark = datetime.now(UTC).timestamp()
    ours, listed, nobody = f"ours-{mark}", f"listed-{mark}", f"nobody-{mark}"
    models = {ours: "gpt-4o-mini", listed: "gpt-4o-mini", nobody: "no-such-model-anywhere"}
    upstreams = Upstreams((Upstream("main", "https://api.openai.com/v1", "key", models),))
    owner.execute("select set_model_price(%s, 7, 8, 'admin', 'root')", [ours])
    dry = await refresh_prices(db, upstreams, actor_id="test", is_dry_run=True)
    assert {row.model: row.verdict for row in dry} == {
        ours: "kept", listed: "new", nobody: "not_published",
    }  # fmt: skip
    verdicts = [
        {row.model: row.verdict for row in await refresh_prices(db, upstreams, actor_id="test")}
        for _ in range(2)
    ]
    assert [verdict[listed] for verdict in verdicts] == ["new", "same"]
    rows = owner.execute(
        "select * from model_prices where model = any(%s) order by model", [list(models)]
    ).fetchall()
    assert [(row["model"], row["input_usd_per_million"]) for row in rows] == [
        (listed, Decimal("0.15")), (ours, 7),
    ]  # fmt: skip


def sold_by(base_url: str, **models: str) -> Upstreams:
    return Upstreams((Upstream("main", base_url, "key", models),))


async def test_what_is_not_sold_is_said_at_the_start_a_line_each(db: Database) -> None:
    mark = datetime.now(UTC).timestamp()
    sold, unsold = f"sold-{mark}", f"unsold-{mark}"
    upstreams = sold_by(
        "https://generativelanguage.googleapis.com/v1beta/openai",
        **{sold: "gemini-2.5-pro", unsold: "gpt-4o"},
    )
    with capture_logs() as logs:
        await refresh_prices(db, upstreams, actor_id="test", only_missing=True)
    [line] = logs
    assert (line["event"], line["model"]) == ("gateway_model_not_sold", unsold)
    assert "does not have gpt-4o at google, only at" in line["reason"]


async def test_a_price_of_before_is_taken_anew_from_its_own_provider(
    db: Database, owner: OwnerConnection
) -> None:
    """An earlier program asked by the model's name alone, and kept the price of that hour."""
    mark = datetime.now(UTC).timestamp()
    frozen, elsewhere = f"frozen-{mark}", f"elsewhere-{mark}"
    for model in (frozen, elsewhere):
        owner.execute("select set_model_price(%s, 1, 2, 'genai-prices 0.0.1', 'x')", [model])
    upstreams = Upstreams(
        (
            Upstream("main", "https://api.deepseek.com", "key", {frozen: "deepseek-v4-pro"}),
            Upstream("proxy", "http://10.0.0.7/v1", "key", {elsewhere: "gpt-4o"}),
        )
    )
    with capture_logs() as logs:
        await refresh_prices(db, upstreams, actor_id="test", only_missing=True)
    # Nobody loses a model that was sold; its operator hears of it.
    assert [(line["event"], line["model"]) for line in logs] == [
        ("gateway_price_of_unknown_provider", elsewhere)
    ]
    found = {status.model: status for status in await price_status(db, upstreams)}
    charged = found[frozen].charged
    assert charged is not None
    assert charged.source.split()[::2] == ["genai-prices", "deepseek"]
    assert charged.parts is not None
    assert len(charged.parts["windows"]) == 2
    assert (found[frozen].verdict, found[elsewhere].verdict) == ("same", "not_published")
    assert found[elsewhere].is_sold


async def test_the_status_is_of_each_model_at_each_upstream(
    gateway_api: Api, owner: OwnerConnection, prices: None
) -> None:
    root, person = gateway_api.system_admin(), gateway_api.person()
    path = f"{BASE}/models/price-status"
    assert (await person.get(path)).status_code == 403
    rows = (await root.get(path)).json()
    of_other = [row["upstream"] for row in rows if row["model"] == "gpt-other"]
    assert of_other == ["down", "main"]
    [unpriced] = [row for row in rows if row["model"] == "gpt-unpriced"]
    assert (unpriced["is_sold"], unpriced["verdict"]) == (False, "not_published")
    assert "the price list has no provider at http://127.0.0.1:" in unpriced["reason"]
    [sold] = [row for row in rows if row["model"] == "gpt-test"]
    assert (sold["is_sold"], sold["verdict"], sold["source"]) == (True, "kept", "test")


ONE = "[[upstream]]\nname='a'\nbase_url='http://x'\napi_key_env='HOME'\nmodels=['m']\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("no toml", "cannot be read"),
        ("[[upstream]]\nname = 'a'", "base_url is missing"),
        (
            "[[upstream]]\nname='a'\nbase_url='ftp://x'\napi_key_env='HOME'\nmodels=['m']",
            "https://",
        ),
        (
            "[[upstream]]\nname='a'\nbase_url='http://x'\napi_key_env='NO_SUCH'\nmodels=['m']",
            "NO_SUCH",
        ),
        ("[[upstream]]\nname='a'\nbase_url='http://x'\napi_key_env='HOME'\nmodels=[]", "models"),
        ("[[upstream]]\nname='a'\nbase_url='http://x'\napi_key_env='HOME'\ntypo=1", "typo"),
        (f"{ONE}typo=1", "typo is no setting of an upstream; there are name, base_url,"),
        (f"{ONE}{ONE}", "names an upstream twice"),
        (f"{ONE}[[upstream]]\nname='b'", "upstream 2: base_url is missing; upstream 2: api_key"),
        (f"{ONE}models={{'m'=1}}".replace("models=['m']\n", ""), "models is not allowed: input"),
        (f"{ONE}models=[1]".replace("models=['m']\n", ""), "models must be names"),
        (f"{ONE}models=[{{a=1}}]".replace("models=['m']\n", ""), "models must be names"),
        ("upstream=['a']", "only"),
        ("", "only"),
        ("[other]\nname='a'", "only"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Any, text: str, complaint: str) -> None:
    path = tmp_path / "upstreams.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_upstreams(path)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)
