"""Whatever is asked for and used within it: no more is charged than was held."""

import json
from decimal import ROUND_DOWN, Decimal
from math import ceil
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.media.pictures import read_pictures
from orgbilling.gateway.media.speech import read_speech
from orgbilling.gateway.media.transcriptions import read_transcription
from orgbilling.gateway.media.verdicts import read_ranks
from orgbilling.gateway.output_limits import worst_case
from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.rates import Rate
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.worst_case import WorstCase
from orgbilling.settings import Settings
from tests.gateway.made_sounds import flac, mp4, opus
from tests.gateway.test_sounds import sent_by_a_client

BYTES_PER_TOKEN = 3
ONE, MILLION = Decimal(1), Decimal(1_000_000)
# Of the guide: low, medium and high.
TOKENS = {
    "1024x1024": (272, 1056, 4160), "1024x1536": (408, 1584, 6240), "1536x1024": (400, 1568, 6208),
}  # fmt: skip
QUALITIES = ("low", "medium", "high")
FEES = {
    "image_standard_1024x1024": "0.04", "image_standard_1024x1792": "0.08",
    "image_hd_1024x1024": "0.08", "image_hd_1024x1792": "0.12",
}  # fmt: skip
usd = st.decimals("0.01", "100", places=2)
maybe = st.booleans()


def price_of(parts: dict[str, Any] | None = None, **rates: Decimal) -> Price:
    columns = {"input": Decimal(0), "output": Decimal(0), **rates}
    return Price(uuid4(), parts_of(columns, None if parts is None else json.dumps(parts)))


def worst_of(request: ModelRequest, price: Price) -> WorstCase:
    upstream = Upstream("u", "https://x.example/v1", "k", {request.model: request.model})
    rate = Rate(price, Decimal(1))
    return worst_case(request, [upstream], lambda _: rate, None, Settings())[0]


def held(request: ModelRequest, price: Price) -> Decimal:
    """What is held, in dollars."""
    worst = worst_of(request, price)
    return price.charge_at_worst(
        worst.input, worst.all_output_tokens, ONE, ONE, may_speak=worst.may_speak, fees=worst.fees
    ).api_cost_usd


@given(
    st.data(), st.sampled_from(sorted(TOKENS)), st.sampled_from(QUALITIES), st.integers(1, 10),
    usd, usd, usd,
)  # fmt: skip
def test_pictures_by_tokens(
    data: st.DataObject, size: str, quality: str, pictures: int,
    text_usd: Decimal, output_usd: Decimal, picture_usd: Decimal,
) -> None:  # fmt: skip
    named = {"size": size} if data.draw(maybe) else {}
    named |= {"quality": quality} if data.draw(maybe) else {}
    body = {"model": "gpt-image-1.5", "prompt": "x" * 90, "n": pictures, **named}
    request = read_pictures(json.dumps(body).encode(), BYTES_PER_TOKEN)
    price = price_of(
        {"rates": {"image_output": str(picture_usd)}}, input=text_usd, output=output_usd
    )
    made = pictures * TOKENS[size][QUALITIES.index(quality)]
    beside = data.draw(st.integers(0, 100)) * pictures
    used = text_usd * 30 * pictures + picture_usd * made + output_usd * beside
    assert used / MILLION <= held(request, price)


@given(
    st.sampled_from([None, "auto", "1024x1024", "1024x1792"]),
    st.sampled_from([None, "auto", "standard", "hd"]),
    st.sampled_from(["dall-e-3", "unknown"]),
    st.integers(1, 10),
    st.sampled_from(sorted(FEES)),
)
def test_pictures_by_fees(
    size: str | None, quality: str | None, model: str, pictures: int, made: str
) -> None:
    body = {"model": model, "prompt": "x", "n": pictures, "size": size, "quality": quality}
    request = read_pictures(json.dumps(body).encode(), BYTES_PER_TOKEN)
    price = price_of({"fees": FEES})
    sent = json.loads(request.forwarded(model, None))
    words = made.removeprefix("image_").split("_")
    # A provider that keeps to what it was told makes one of these.
    for name, word in zip(("quality", "size"), words, strict=True):
        if sent.get(name) not in (None, "auto", word):
            return
    assert Decimal(FEES[made]) * pictures <= held(request, price)


@given(st.text(min_size=1, max_size=300), st.sampled_from([0.25, 0.5, 1.0, 4.0]), usd, usd)
def test_speech(text: str, speed: float, text_usd: Decimal, sound_usd: Decimal) -> None:
    body = {"model": "m", "input": text, "voice": "v", "speed": speed}
    request = read_speech(json.dumps(body).encode(), BYTES_PER_TOKEN)
    by_character = price_of({"fees": {"character": {"usd": str(text_usd), "per": 1_000_000}}})
    assert held(request, by_character) == (text_usd * len(text) / MILLION).quantize(
        Decimal("1e-12")
    )
    price = price_of(input=text_usd, output=sound_usd)
    reader = request.bytes_reader()
    assert reader is not None
    for _ in range(50):
        reader.feed(b"\xff\xfb\x90\x00" + b"\x00" * 413_000)
    counted = request.count_stream("completed", "m", price)
    assert counted is not None
    worst = worst_of(request, price)
    assert counted.output_tokens <= worst.all_output_tokens
    tokens = Tokens(worst.input.tokens, counted.output_tokens, audio_output=counted.output_tokens)
    assert price.charge(tokens, ONE, ONE).api_cost_usd <= held(request, price)


@given(st.integers(1, 3_000), st.sampled_from([flac, opus, mp4]), st.floats(0, 8), usd, usd, usd)
def test_transcriptions(
    seconds: int, make: Any, tokens_a_second: float,
    text_usd: Decimal, sound_usd: Decimal, output_usd: Decimal,
) -> None:  # fmt: skip
    fields = {"model": "gpt-4o-transcribe", "prompt": "x" * 30}
    request = read_transcription(*sent_by_a_client(fields, make(seconds)), BYTES_PER_TOKEN)
    price = price_of(input=text_usd, audio_input=sound_usd, output=output_usd)
    said = int(tokens_a_second * seconds)
    used = text_usd * 10 + sound_usd * 10 * seconds + output_usd * said
    assert used / MILLION <= held(request, price)
    by_second = price_of({"fees": {"second": {"usd": str(sound_usd), "per": 3600}}})
    least = (sound_usd * seconds / 3600).quantize(Decimal("1e-11"), ROUND_DOWN)
    assert least <= held(request, by_second)


@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=300), st.integers(1, 500))
def test_ranks(lengths: list[int], query: int) -> None:
    body = {"model": "m", "query": "q" * query, "documents": ["d" * length for length in lengths]}
    request = read_ranks(json.dumps(body).encode(), BYTES_PER_TOKEN)
    worst = worst_of(request, price_of({"fees": {"rerank_search": "0.002"}}))
    # As Cohere counts them, at four letters a token.
    room = 500 - ceil(query / 4)
    pieces = sum(ceil(ceil(length / 4) / room) for length in lengths)
    assert worst.fees["rerank_search"] >= ceil(pieces / 100)
    by_token = worst_of(request, price_of(input=ONE))
    assert by_token.input.tokens >= sum(lengths) // 4 + len(lengths) * query // 4
