"""What holds of every price, however many parts, tiers, hours and service tiers it has."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orgbilling.gateway.price_parts import Part, Table, parts_of
from orgbilling.gateway.prices import InputAtWorst, Price, Tokens, output_tokens_that_fit
from orgbilling.gateway.schemas_prices import PricePartsBody, parts_text
from orgbilling.pricing import cost_of_units
from tests.conftest import OwnerConnection

NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
PARTS: tuple[str, ...] = get_args(Part)
ONE = Decimal(1)
usd = st.decimals(0, 100, places=6)
counts = st.integers(0, 500_000)


@st.composite
def tables(draw: st.DrawFn, *, is_whole: bool) -> dict[str, Any]:
    """Rates with tiers, each of which costs at least what is below it."""
    parts = draw(st.sets(st.sampled_from(PARTS), max_size=5)) | (
        {"input", "output"} if is_whole else set()
    )
    rates = {part: draw(usd) for part in sorted(parts)}
    tiers, below = [], rates
    for above in sorted(draw(st.sets(st.integers(1, 400_000), max_size=2))):
        below = {part: rate + draw(usd) for part, rate in below.items()}
        if below:
            tiers.append({"above_tokens": above, "rates": below})
    fees = {name: draw(usd) for name in draw(st.sets(st.sampled_from(["request", "web_search"])))}
    return {"rates": rates, "tiers": tiers, "fees": fees}


@st.composite
def prices(draw: st.DrawFn) -> Price:
    document = draw(tables(is_whole=True))
    rates = document.pop("rates")
    plain = {"input", "output", "cached_input", "cache_write", "audio_input", "audio_output"}
    document["rates"] = {part: rate for part, rate in rates.items() if part not in plain}
    document["windows"] = [
        {**draw(tables(is_whole=True)), **when}
        for when in draw(
            st.lists(
                st.sampled_from(
                    [
                        {"begins": "16:30", "ends": "00:30"},
                        {"begins": "01:00", "ends": "20:00"},
                        {"since": "2026-12-01"},
                        {"since": "2026-01-01", "days": [1, 2]},
                        {"days": [6, 7]},
                    ]
                ),
                max_size=2,
            )
        )
    ]
    document["service_tiers"] = {
        name: [draw(tables(is_whole=False))] for name in draw(st.sets(st.sampled_from(["flex"])))
    }
    columns = {part: rate for part, rate in rates.items() if part in plain}
    return Price(uuid4(), parts_of(columns, parts_text(PricePartsBody.model_validate(document))))


@st.composite
def usages(draw: st.DrawFn) -> Tokens:
    """Tokens whose parts are among their whole."""
    inputs = {part: draw(counts) for part in PARTS if part.endswith(("input", "write"))}
    del inputs["input"]
    outputs = {part: draw(counts) for part in ("audio_output", "image_output", "citation")}
    return Tokens(
        draw(counts) + sum(inputs.values()),
        draw(counts) + sum(outputs.values()),
        cache_write_1h=draw(st.integers(0, inputs["cache_write"])),
        **inputs,
        **outputs,
    )


moments = st.integers(0, 60 * 24 * 9).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(prices(), usages(), moments, st.integers(0, 9), st.sampled_from(["default", "flex"]))
def test_the_worst_case_is_never_less_than_a_charge(
    price: Price, tokens: Tokens, at: datetime, searches: int, service_tier: str
) -> None:
    fees = {"web_search": searches}
    charge = price.charge(tokens, ONE, ONE, fees=fees, service_tier=service_tier, at=at)
    audio = tokens.audio_input + tokens.cached_audio_input
    image = tokens.image_input + tokens.cached_image_input + tokens.video_input
    limits = InputAtWorst(tokens.input - audio - image, audio=audio, image=image)
    tiers = ("default", "flex")
    for inputs in (limits, tokens.input):
        for began in (None, at, at - timedelta(hours=20)):
            worst = price.charge_at_worst(
                inputs, tokens.output, ONE, ONE, fees=fees, service_tiers=tiers, at=began
            )
            assert worst.credits >= charge.credits
    assert price.charge(
        tokens, ONE, ONE, fees=fees, service_tier=service_tier
    ).credits >= charge.credits  # fmt: skip


@given(prices(), usages(), moments, st.sampled_from(PARTS), st.integers(1, 300_000))
def test_more_tokens_never_cost_less(
    price: Price, tokens: Tokens, at: datetime, part: str, more: int
) -> None:
    whole = "output" if part.endswith("output") or part in ("reasoning", "citation") else "input"
    changes = {whole: getattr(tokens, whole) + more}
    if part == "cache_write_1h":
        changes["cache_write"] = tokens.cache_write + more
    if part != whole:
        changes[part] = getattr(tokens, part) + more
    larger = Tokens(**{name: getattr(tokens, name) for name in Tokens.__slots__} | changes)
    assert (
        price.charge(larger, ONE, ONE, at=at).credits
        >= price.charge(tokens, ONE, ONE, at=at).credits
    )


@given(prices(), counts, st.decimals(0, 1_000, places=6))
def test_what_fits_is_the_longest_answer(price: Price, inputs: int, credits: Decimal) -> None:
    fits = output_tokens_that_fit(credits, inputs, price, ONE, ONE)
    if fits is None:
        assert price.charge_at_worst(inputs, 10**9, ONE, ONE).credits <= credits
        return
    assert fits >= 0
    if fits:
        assert price.charge_at_worst(inputs, fits, ONE, ONE).credits <= credits
        assert price.charge_at_worst(inputs, fits + 2, ONE, ONE).credits >= credits


# Two thirds, of which half more is 1: rounded to the nearest, they were a millionth more.
@example(2, ONE, 3, Decimal("1.5"))
@given(st.integers(0, 10**6), usd, st.integers(1, 4000), st.decimals("0.5", 5, places=4))
def test_a_share_rounds_as_its_exact_value(
    count: int, price: Decimal, units: int, markup: Decimal
) -> None:
    exact = count * Fraction(price) / units * Fraction(markup)
    kept = Fraction(cost_of_units([(count, price, units)])) * Fraction(markup)
    assert ceil(kept * 10**6) == ceil(exact * 10**6)


def test_the_price_of_a_tier_holds_for_the_whole_call() -> None:
    text = json.dumps({"tiers": [{"above_tokens": 200_000, "rates": {"input": "2.5"}}]})
    price = Price(uuid4(), parts_of({"input": Decimal("1.25"), "output": Decimal(10)}, text))
    for tokens, usd_charged in ((200_000, "0.25"), (200_001, "0.5000025")):
        assert price.charge(Tokens(tokens, 0), ONE, ONE).api_cost_usd == Decimal(usd_charged)
        worst = price.charge_at_worst(InputAtWorst(tokens), 0, ONE, ONE)
        assert worst.api_cost_usd == Decimal(usd_charged)


def test_an_input_is_held_at_the_prices_of_its_kinds() -> None:
    """A text is no audio: at the dearest of all it was refused for what it does not cost."""
    rates = {"input": Decimal(1), "output": Decimal(4), "audio_input": Decimal(100)}
    price = Price(uuid4(), parts_of(rates, json.dumps({"rates": {"image_input": "10"}})))
    for inputs, usd_held in (
        (InputAtWorst(1_000_000), 1), (InputAtWorst(1_000_000, image=1_000_000), 11),
        (InputAtWorst(0, audio=1_000_000), 100), (1_000_000, 100),
    ):  # fmt: skip
        assert price.charge_at_worst(inputs, 0, ONE, ONE).api_cost_usd == usd_held
    loud = Price(uuid4(), parts_of(rates | {"audio_output": Decimal(80)}, None))
    for may_speak, usd_held in ((False, 4), (True, 80)):
        worst = loud.charge_at_worst(InputAtWorst(0), 10**6, ONE, ONE, may_speak=may_speak)
        assert worst.api_cost_usd == usd_held


@pytest.mark.parametrize(
    ("window", "holds", "does_not"),
    [
        ({"begins": "16:30", "ends": "00:30"}, ["16:30", "23:59", "00:29"], ["00:30", "16:29"]),
        ({"begins": "01:00", "ends": "04:00"}, ["01:00", "03:59"], ["00:59", "04:00"]),
        ({"days": [1]}, ["00:00", "23:59"], []),
        ({"days": [2]}, [], ["00:00", "23:59"]),
        ({"since": "2026-11-30"}, ["00:00"], []),
        ({"since": "2026-12-01"}, [], ["23:59"]),
    ],
)
def test_a_window_holds_from_its_beginning_up_to_its_end(
    window: dict[str, Any], holds: list[str], does_not: list[str]
) -> None:
    rates = {"input": ONE, "output": ONE}
    window = {**window, "rates": {"input": "5", "output": "5"}}
    price = Price(uuid4(), parts_of(rates, json.dumps({"windows": [window]})))
    for hours, expected in ((holds, 5), (does_not, 1)):
        for hour in hours:
            # A Monday; whoever looks from elsewhere sees the same.
            at = datetime.fromisoformat(f"2026-11-30T{hour}+00:00")
            for zone in (UTC, timezone(timedelta(hours=9))):
                charge = price.charge(Tokens(1_000_000, 0), ONE, ONE, at=at.astimezone(zone))
                assert charge.api_cost_usd == expected, (hour, zone)


def test_a_part_that_only_a_tier_names_costs_as_its_whole_below_it() -> None:
    table = Table({"input": ONE, "output": ONE}, ((10, {"cached_input": Decimal(9)}),))
    assert (table.rate("cached_input", 10), table.rate("cached_input", 11)) == (1, 9)


FINEST = "0.00000000000000000001"
WHOLE = {"rates": {"input": "1", "output": FINEST}}
SOUND: list[Any] = [
    {}, {"fees": {"second": {"usd": "0.36", "per": 3600, "least": 10}}},
    {"tiers": [{"above_tokens": 200000, "rates": {"input": "2.5"}}]},
    {"windows": [{"since": "2027-01-31", **WHOLE}]},
    {"windows": [{"begins": "16:30", "ends": "00:30", "days": [1, 7], **WHOLE}]},
    {"service_tiers": {"flex": [{"rates": {"input": "1"}, "fees": {"request": "1"}}]}},
]  # fmt: skip
UNSOUND: list[Any] = [
    [], "x", 1, {"rates": {"input": "1"}}, {"rates": {"inputs": "1"}},
    {"rates": {"image_input": 1}}, {"rates": {"image_input": "-1"}},
    {"rates": {"image_input": "1e3"}}, {"rates": []}, {"more": 1}, {"fees": []},
    {"fees": {"A": "1"}}, {"fees": {"a": 1}}, {"fees": {"a": {"per": 1}}},
    {"fees": {"a": {"usd": "1", "per": 0}}}, {"fees": {"a": {"usd": "1", "per": "1"}}},
    {"fees": {"a": {"usd": {"usd": "1"}}}}, {"tiers": {}}, {"tiers": [1]},
    {"tiers": [{"rates": {"input": "1"}}]}, {"tiers": [{"above_tokens": 1}]},
    {"tiers": [{"above_tokens": "1", "rates": {}}]},
    {"tiers": [{"above_tokens": 1.5, "rates": {}}]},
    {"windows": [{"rates": {"input": "1"}}]}, {"windows": [{"since": "2027-01-01"}]},
    {"windows": [{"begins": "1:00", "ends": "02:00", **WHOLE}]},
    {"windows": [{"begins": "01:00", **WHOLE}]}, {"windows": [{"days": [0], **WHOLE}]},
    {"windows": [{"days": 1, **WHOLE}]}, {"windows": [{"since": "x", **WHOLE}]},
    {"service_tiers": {"flex": {"rates": {}}}}, {"service_tiers": {"Flex": []}},
    {"service_tiers": []},
]  # fmt: skip


def is_sound(owner: OwnerConnection, document: Any) -> bool:
    row = owner.execute(
        "select are_price_parts_sound(%s::jsonb) as sound", [json.dumps(document)]
    ).fetchone()
    assert row is not None
    return bool(row["sound"])


@pytest.mark.parametrize("document", SOUND, ids=str)
def test_the_database_keeps_what_can_be_charged_by(owner: OwnerConnection, document: Any) -> None:
    assert is_sound(owner, document)
    rates = {"input": ONE, "output": ONE}
    price = Price(uuid4(), parts_of(rates, json.dumps(document)))
    assert price.charge(Tokens(1, 1), ONE, ONE, at=NOW).credits > 0


@pytest.mark.parametrize("document", UNSOUND, ids=str)
def test_the_database_keeps_nothing_else(owner: OwnerConnection, document: Any) -> None:
    assert not is_sound(owner, document)


def test_the_database_knows_every_part(owner: OwnerConnection) -> None:
    for part in PARTS:
        tier = {"tiers": [{"above_tokens": 1, "rates": {part: "1"}}]}
        assert is_sound(owner, tier), part


def test_what_is_charged_as_another_fee_is_not_called_free() -> None:
    rates = {"input": Decimal(0), "output": Decimal(0)}
    price = Price(uuid4(), parts_of(rates, json.dumps({"fees": {"page": "0.01"}})))
    fees = {"annotated_page": 2, "page": 1, "web_search": 3}
    assert price.charge(Tokens(1, 1), ONE, ONE, fees=fees).api_cost_usd == Decimal("0.03")
    assert price.unpriced(fees) == ["web_search"]
    assert price.unpriced({"annotated_page": 2}) == []
