"""The parts of LiteLLM's plugin that need no LiteLLM: who pays, what for, and its settings.

What it does inside LiteLLM's proxy is tested in `tests/litellm`.
"""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from orgbilling.identity.credential import new_key
from orgbilling.integrations.litellm.charges import charge_of
from orgbilling.integrations.litellm.estimate import WrongRequest, size_of
from orgbilling.integrations.litellm.payer import Payer, PayerUnknown, payer_of
from orgbilling.integrations.litellm.settings import (
    PluginSettings,
    PluginSettingsError,
    load_plugin_settings,
)

# The same in every test process, because tests are named after them.
ORG, OTHER, STRANGE = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)


def key_like(org_id: uuid.UUID, mark: str = "sk", letter: str = "a") -> str:
    """A key in the shape of real ones, which opens nothing."""
    return f"ob_{mark}_{org_id.hex}_{letter * 43}"


KEYS = {org_id: key_like(org_id) for org_id in (ORG, OTHER)}
SETTINGS = PluginSettings(url="http://127.0.0.1:1", service_keys=KEYS)
TRUSTING = PluginSettings(url="http://127.0.0.1:1", service_keys=KEYS, trust_key_metadata=True)
GIVEN = {
    "ORGBILLING_LITELLM_URL": "http://127.0.0.1:8084/",
    "ORGBILLING_LITELLM_SERVICE_KEYS": f" {KEYS[ORG]}, {KEYS[OTHER]}",
}


@dataclass
class Key:
    """What LiteLLM knows of an authenticated key."""

    user_id: str | None = "mona"
    metadata: dict[str, Any] = field(default_factory=dict)
    team_metadata: dict[str, Any] | None = None


def named(org_id: uuid.UUID, **more: str) -> dict[str, Any]:
    return {"orgbilling_org_id": str(org_id), **more}


def test_the_team_names_the_organization_and_the_key_its_user() -> None:
    assert payer_of(Key(team_metadata=named(ORG)), SETTINGS) == Payer(ORG, "mona")


def test_metadata_of_a_key_count_only_where_they_are_trusted() -> None:
    key = Key(metadata=named(ORG, orgbilling_user_id="nora"))
    with pytest.raises(PayerUnknown):
        payer_of(key, SETTINGS)
    assert payer_of(key, TRUSTING) == Payer(ORG, "nora")
    key.team_metadata = named(ORG)
    assert payer_of(key, SETTINGS) == Payer(ORG, "mona")


@pytest.mark.parametrize(
    "key",
    [
        Key(),
        Key(metadata=named(ORG), team_metadata=named(OTHER)),
        Key(metadata={"orgbilling_org_id": "acme"}),
        Key(metadata=named(STRANGE)),
        Key(user_id=None, metadata=named(ORG)),
        Key(user_id="  ", metadata=named(ORG)),
    ],
    ids=["unnamed", "contradiction", "no id", "no service key", "no user", "blank user"],
)
def test_who_is_not_sure_to_pay_does_not(key: Key) -> None:
    with pytest.raises(PayerUnknown):
        payer_of(key, TRUSTING)


def test_a_real_service_key_is_one() -> None:
    key, _ = new_key("service", ORG)
    given = GIVEN | {"ORGBILLING_LITELLM_SERVICE_KEYS": key}
    assert load_plugin_settings(given).service_keys == {ORG: key}


def test_settings_are_read() -> None:
    settings = load_plugin_settings(GIVEN | {"ORGBILLING_LITELLM_MARKUP_FACTOR": "1.25"})
    assert settings.url == "http://127.0.0.1:8084"
    assert settings.service_keys == KEYS
    assert settings.markup_factor == Decimal("1.25")
    assert (settings.credits_per_usd, settings.trust_key_metadata) == (1000, False)
    assert KEYS[ORG] not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", ""),
        ("URL", "localhost:8084"),
        ("URL", "http://localhost:8084/api"),
        ("SERVICE_KEYS", ""),
        ("SERVICE_KEYS", key_like(ORG, "mk")),
        ("SERVICE_KEYS", f"{KEYS[ORG]},{key_like(ORG, letter='b')}"),
        ("CREDITS_PER_USD", "0"),
        ("MARKUP_FACTOR", "NaN"),
        ("MARKUP_FACTOR", "one"),
        ("TRUST_KEY_METADATA", "perhaps"),
        ("BYTES_PER_TOKEN", "0"),
        ("HOLD_TTL_S", "1.5"),
        ("MARKUP", "2"),
    ],
)
def test_a_setting_that_cannot_be_is_said_so(name: str, value: str) -> None:
    variable = f"ORGBILLING_LITELLM_{name}"
    with pytest.raises(PluginSettingsError, match=variable) as error:
        load_plugin_settings(GIVEN | {variable: value})
    assert "ob_sk_" not in str(error.value).replace("(ob_sk_…)", "")


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({}, "URL is missing.\nSERVICE_KEYS is missing."),
        (GIVEN | {"ORGBILLING_LITELLM_MARKUP": "2"}, "MARKUP is no setting of this plugin."),
        (
            GIVEN | {"ORGBILLING_LITELLM_BYTES_PER_TOKEN": "17"},
            "BYTES_PER_TOKEN is not allowed: input should be less than or equal to 16.",
        ),
        (
            GIVEN | {"ORGBILLING_LITELLM_URL": "localhost"},
            "URL is not allowed: it must be http(s)://host:port.",
        ),
    ],
    ids=["nothing", "unknown", "too large", "no address"],
)
def test_a_wrong_setting_is_a_line_that_says_what_is_allowed(
    given: dict[str, str], lines: str
) -> None:
    with pytest.raises(PluginSettingsError) as error:
        load_plugin_settings(given)
    assert str(error.value).replace("ORGBILLING_LITELLM_", "") == lines


@pytest.mark.parametrize(
    ("cost_usd", "credits"),
    [
        (0.0, "0"),
        (0.1 + 0.2, "450"),
        (0.00327, "4.905"),
        (1e-13, "0.000001"),
        (1.23456789e-7, "0.000186"),
    ],
)
def test_a_cost_becomes_credits_once_and_upwards(cost_usd: float, credits: str) -> None:
    charge = charge_of(cost_usd, SETTINGS)
    assert charge.credits == Decimal(credits)
    assert charge.api_cost_usd + charge.markup_usd >= charge.credits / 1000 - Decimal("0.000000001")


@pytest.mark.parametrize("cost_usd", [-0.1, float("nan"), float("inf")])
def test_a_cost_that_is_none_is_no_charge(cost_usd: float) -> None:
    with pytest.raises(ValueError, match="is no cost"):
        charge_of(cost_usd, SETTINGS)


def test_a_request_is_measured_at_its_worst() -> None:
    size = size_of(
        {
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": "é" * 300},
                    {"type": "image_url", "image_url": {"url": "data:" + "x" * 100_000}},
                ]},
            ],
            "n": 3, "max_tokens": 10, "max_completion_tokens": 20, "metadata": {"x": "y" * 9_000},
        },
        SETTINGS,
    )  # fmt: skip
    assert (size.answers, size.output_limit) == (3, 20)
    assert 1_800 < size.input_tokens < 1_900
    prompts = size_of({"prompt": ["one", "two"], "n": 2}, SETTINGS)
    assert (prompts.answers, prompts.output_limit) == (4, None)
    assert size_of({"prompt": [1, 2, 3]}, SETTINGS).answers == 1


@pytest.mark.parametrize("wrong", [{"n": 0}, {"n": 129}, {"max_tokens": "9"}, {"best_of": True}])
def test_a_count_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongRequest):
        size_of(wrong, SETTINGS)
