"""What pictures, sounds and files are held at, beside what the providers' own rules charge."""

import base64
import io
import json
import wave
import zlib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

# It comes with matplotlib.
from PIL import Image

from orgbilling.gateway.requests import read_request
from orgbilling.gateway.worst_case import InputAtWorst
from orgbilling.kernel.errors import Invalid
from tests.gateway.bodies import part
from tests.gateway.conftest import Caller, Provider

OVERHEAD = 40


def worst_of(
    body: dict[str, Any], model: str = "gpt-4o", context: int | None = None, sold_as: str = "sold"
) -> InputAtWorst:
    request = read_request("chat/completions", json.dumps({"model": sold_as, **body}).encode(), 3)
    return request.input_at_worst(request.fit(), model, context)


def data_url(content: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def image_part(url: str, **fields: Any) -> dict[str, Any]:
    return part({"type": "image_url", "image_url": {"url": url, **fields}})


def picture(width: int, height: int, form: str = "PNG", **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("L" if form != "WEBP" else "RGB", (width, height)).save(made, form, **options)
    return made.getvalue()


def png_head(width: int, height: int) -> bytes:
    """A picture of any size without its pixels."""
    return picture(1, 1)[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big")


# Examples that providers and their users publish, with what was charged.
PUBLISHED = [
    ("gpt-4o", 1024, 1024, {}, 765),
    ("gpt-4o", 2048, 4096, {}, 1105),
    ("gpt-4o-2024-08-06", 128, 64, {}, 255),
    ("gpt-4o", 2048, 4096, {"detail": "low"}, 85),
    ("gpt-4o-mini", 512, 512, {}, 8500),
    ("gpt-4o-mini-2024-07-18", 1024, 1024, {}, 25501),
    ("openai/gpt-4o-mini", 1920, 1080, {}, 36835),
    ("gpt-4o-mini", 4096, 3072, {"detail": "low"}, 2833),
    ("gpt-4.1-mini", 2400, 1800, {}, 2353),
    ("gpt-4.1-mini", 4000, 1474, {}, 2488),
    ("gpt-4.1-nano", 1024, 1024, {}, 2520),
    ("gpt-5.5", 1920, 1080, {}, 2448),
    ("gpt-5.5", 4032, 3024, {}, 11868),
    ("gpt-6-astra", 4032, 3024, {}, 14364),
    ("claude-haiku-4-5", 1024, 1024, {}, 1434),
    ("claude-sonnet-5-5", 4032, 3024, {}, 4005),
    ("gemini-2.0-flash", 384, 384, {}, 258),
    ("gemini-2.0-flash", 960, 540, {}, 1548),
    ("gemini-3-pro", 4032, 3024, {}, 1065),
    ("grok-4", 4032, 3024, {}, 1792),
    ("pixtral-12b", 1024, 1024, {}, 4160),
    ("qwen2.5-vl", 3584, 3584, {}, 16384),
]


@pytest.mark.parametrize(("model", "width", "height", "fields", "charged"), PUBLISHED)
def test_a_picture_is_held_at_what_its_model_charges(
    model: str, width: int, height: int, fields: dict[str, str], charged: int
) -> None:
    body = image_part(data_url(png_head(width, height)), **fields)
    held = worst_of(body, model)
    assert charged <= held.image
    assert held.image <= 2 * charged + 1_300
    assert held.text < OVERHEAD
    # The operator's name for a deployment says nothing, the name that it is sold under does.
    assert worst_of(body, "prod-1", sold_as=model).image == held.image
    # Where nobody tells its size, it is the dearest.
    assert worst_of(image_part("https://x.example/y.png"), model).image >= held.image


def tiles(width: int, height: int) -> int:
    """OpenAI's guide, step by step, each step rounded to whole pixels."""
    wide, high = Fraction(width), Fraction(height)
    if max(wide, high) > 2048:
        scale = Fraction(2048) / max(wide, high)
        wide, high = wide * scale, high * scale
    if min(wide, high) > 768:
        scale = Fraction(768) / min(wide, high)
        wide, high = wide * scale, high * scale
    return ceil(max(floor(wide), 1) / 512) * ceil(max(floor(high), 1) / 512)


def patches(width: int, height: int, side: int, most: int) -> int:
    """The same for patches: a picture with too many is made smaller until they are few enough."""
    count = ceil(width / side) * ceil(height / side)
    if count <= most:
        return count
    shrink = sqrt(most * side * side / (width * height))
    wide, high = width * shrink / side, height * shrink / side
    shrink *= min(floor(wide) / wide if wide >= 1 else 1, floor(high) / high if high >= 1 else 1)
    return min(ceil(width * shrink / side) * ceil(height * shrink / side), most)


RULES: dict[str, Callable[[int, int], float]] = {
    "gpt-4o": lambda w, h: 85 + 170 * tiles(w, h),
    "o1": lambda w, h: 75 + 150 * tiles(w, h),
    "gpt-5": lambda w, h: 70 + 140 * tiles(w, h),
    "gpt-4o-mini": lambda w, h: 2833 + 5667 * tiles(w, h),
    "gpt-4.1-mini": lambda w, h: 1.62 * patches(w, h, 32, 1536),
    "gpt-5-mini": lambda w, h: 1.62 * patches(w, h, 32, 1536),
    "gpt-4.1-nano": lambda w, h: 2.46 * patches(w, h, 32, 1536),
    "o4-mini": lambda w, h: 1.72 * patches(w, h, 32, 1536),
    "gpt-5.5": lambda w, h: 1.2 * patches(w, h, 32, 10_000),
    "claude-opus-4-7": lambda w, h: patches(w, h, 28, 4_784),
    "mistral-medium-3": lambda w, h: patches(w, h, 28, 3_025),
    # Of a model that nobody knows, it is at least what those of the kind of Qwen-VL charge.
    "some-vision-model": lambda w, h: patches(w, h, 28, 16_384),
}


@given(
    model=st.sampled_from(sorted(RULES)),
    width=st.integers(1, 9_000),
    height=st.integers(1, 9_000),
)
def test_a_made_up_picture_is_held_at_no_less_than_the_rule_charges(
    model: str, width: int, height: int
) -> None:
    held = worst_of(image_part(data_url(png_head(width, height))), model).image
    assert held >= int(RULES[model](width, height))
    assert worst_of(image_part("http://x.example/y"), model).image >= held


FORMS: list[tuple[str, dict[str, Any]]] = [
    ("PNG", {}), ("GIF", {}), ("JPEG", {}), ("JPEG", {"progressive": True}),
    ("JPEG", {"exif": b"Exif\0\0" + bytes(60_000), "icc_profile": bytes(150_000)}),
    ("WEBP", {"lossless": True}), ("WEBP", {"lossless": False}),
    ("WEBP", {"exif": b"Exif\0\0II*\0"}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "options"), FORMS)
@pytest.mark.parametrize(("width", "height"), [(1, 1), (700, 300), (513, 1025), (2000, 1500)])
def test_the_size_of_real_pictures_is_read(
    form: str, options: dict[str, Any], width: int, height: int
) -> None:
    content = picture(width, height, form, **options)
    wanted = worst_of(image_part(data_url(png_head(width, height)))).image
    for mime in ("image/png", "application/octet-stream"):
        assert worst_of(image_part(data_url(content, mime))).image == wanted
    plain = part({"type": "image_url", "image_url": data_url(content)})
    assert worst_of(plain).image == wanted


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", b"no picture", picture(9, 9)[:14], png_head(0, 5), b"\0" * 99]
)
def test_what_says_no_size_is_held_as_the_largest(content: bytes) -> None:
    remote = worst_of(image_part("https://x.example/y.png")).image
    assert worst_of(image_part(data_url(content))).image == remote == 85 + 8 * 170
    assert worst_of(image_part("data:image/png;base64,%%%")).image == remote


def sound(seconds: float, rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * channels * width))
    return made.getvalue()


def audio_part(content: bytes, form: str = "wav") -> dict[str, Any]:
    text = base64.b64encode(content).decode()
    return part({"type": "input_audio", "input_audio": {"data": text, "format": form}})


@pytest.mark.parametrize(
    ("model", "per_second"), [("gpt-4o-audio-preview", 10), ("gemini-2.5-flash", 32)]
)
@pytest.mark.parametrize("options", [(16_000, 1, 2), (44_100, 2, 2), (8_000, 1, 1)])
def test_half_a_minute_of_sound_is_held_by_its_seconds(
    model: str, per_second: int, options: tuple[int, int, int]
) -> None:
    held = worst_of(audio_part(sound(30, *options)), model)
    assert 30 * per_second <= held.audio <= 31 * per_second
    assert held.text < OVERHEAD


def test_a_sound_says_how_long_it_is_in_one_place_alone() -> None:
    """A player finds a chunk by the lengths of those before it, whatever they hold."""
    content = sound(20, 8_000, 1, 1)
    decoy = b"fmt " + (16).to_bytes(4, "little") + bytes(8) + b"\xff\xff\xff\x7f" * 2
    hidden = content[:12] + b"JUNK" + len(decoy).to_bytes(4, "little") + decoy + content[12:]
    assert worst_of(audio_part(hidden), "gpt-audio").audio >= 200
    # Nor is it believed that one second takes more bytes than its samples do.
    lying = content[:28] + (10**9).to_bytes(4, "little") + content[32:]
    assert worst_of(audio_part(lying), "gpt-audio").audio >= 200
    tagged = b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + mp3(20)
    assert worst_of(audio_part(tagged, "mp3"), "gpt-audio").audio >= 200


def mp3(seconds: float, kbps_index: int = 9, kbps: int = 128) -> bytes:
    """Silence in frames of MPEG 1, layer 3, at 44,100 Hz."""
    frame = bytes([0xFF, 0xFB, kbps_index << 4, 0]).ljust(144 * kbps * 1000 // 44_100, b"\0")
    return frame * ceil(seconds * 44_100 / 1152)


@given(
    seconds=st.floats(0.1, 40),
    rate=st.sampled_from([(1, 32), (5, 64), (9, 128), (14, 320)]),
    tag=st.integers(0, 3_000),
    rubbish=st.integers(0, 900),
)
def test_an_mp3_is_held_by_its_frames(
    seconds: float, rate: tuple[int, int], tag: int, rubbish: int
) -> None:
    size = bytes([tag >> 21 & 127, tag >> 14 & 127, tag >> 7 & 127, tag & 127])
    head = b"ID3\x04\0\0" + size + bytes(tag) if tag else b""
    held = worst_of(audio_part(head + mp3(seconds, *rate) + bytes(rubbish), "mp3"), "gpt-audio")
    assert seconds * 10 <= held.audio <= (seconds + rubbish / 1000 + 3) * 10


@pytest.mark.parametrize(
    "content", [b"OggS" + bytes(99), b"fLaC" + bytes(99), b"", b"RIFF1234WAVE"]
)
def test_a_sound_whose_length_nobody_can_tell_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as error:
        worst_of(audio_part(content), "gpt-audio")
    assert error.value.code == "media_not_priceable"
    assert error.value.fields["param"] == "messages[0].content[0]"
    assert "WAV or MP3" in error.value.detail


def pdf(pages: int, text_bytes: int = 100, *, hides_pages: bool = False, padding: int = 0) -> bytes:
    """A PDF with text in packed streams, a picture, and its pages in the open or packed as well."""
    text = zlib.compress(b"BT (x) Tj ET " * (text_bytes // 13))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kept = [b"<< /Type /Page /Parent 2 0 R >>"] * pages
    objects += [b"<< /Filter /FlateDecode >>\nstream\n" + text + b"\nendstream"] * bool(text_bytes)
    objects += [b"<< /Subtype /Image /Filter /DCTDecode >>\nstream\n" + bytes(padding)
                + b"\nendstream"]  # fmt: skip
    if hides_pages:
        packed = zlib.compress(b" ".join(kept))
        objects += [b"<< /Type /ObjStm /Filter [/FlateDecode] >>\nstream\n" + packed + b"endstream"]
    else:
        objects += kept
    numbered = (b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"%%EOF"


def file_part(content: bytes, mime: str = "application/pdf") -> dict[str, Any]:
    return part({"type": "file", "file": {"filename": "a", "file_data": data_url(content, mime)}})


@pytest.mark.parametrize("hides_pages", [False, True])
@pytest.mark.parametrize("pages", [1, 7, 300])
def test_a_pdf_is_held_by_its_pages_and_its_text(pages: int, hides_pages: bool) -> None:
    held = worst_of(file_part(pdf(pages, 30_000, hides_pages=hides_pages, padding=500_000)))
    page_tokens = 85 + 8 * 170
    assert pages * page_tokens + 30_000 // 4 <= held.image
    assert held.image <= pages * (page_tokens + 30) + 12_000
    assert held.text < OVERHEAD
    # As a picture, or bare: a file is what it begins with.
    assert worst_of(image_part(data_url(pdf(pages)))).image >= pages * page_tokens


UNREADABLE = [
    pdf(2) + b"\n9 0 obj << /Filter /LZWDecode >>\nstream\nxxx\nendstream",
    pdf(2) + b"\n9 0 obj << /Filter /FlateDecode >>\nstream\nxxx\nendstream",
    pdf(2) + b"\ntrailer << /Encrypt 5 0 R >>",
    b"%PDF-1.7\n" + bytes(range(256)) * 400,
    pdf(0, 900),
    # A bomb.
    pdf(1, 9_000_000),
    b"PK\x03\x04" + bytes(5_000),
]


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_file_that_cannot_be_looked_into_is_bounded_by_the_context_or_refused(
    content: bytes,
) -> None:
    with pytest.raises(Invalid) as error:
        worst_of(file_part(content))
    assert error.value.code == "media_not_priceable"
    held = worst_of(file_part(content), context=128_000)
    assert held.tokens == held.image == 128_000


@pytest.mark.parametrize("place", ["file_url", "url"])
def test_a_file_at_an_address_is_refused(place: str) -> None:
    with pytest.raises(Invalid) as error:
        worst_of(part({"type": "file", "file": {place: "https://x.example/a.pdf"}}), context=9_000)
    assert error.value.code == "media_not_priceable"


def test_a_plain_text_file_is_counted_as_text_is() -> None:
    held = worst_of(file_part(b"x" * 30_000, "text/plain"))
    assert held.image == 10_000


def test_nothing_is_hidden_beside_a_picture() -> None:
    for beside in ("data", "file_data"):
        with pytest.raises(Invalid) as error:
            worst_of(image_part(data_url(picture(9, 9)), **{beside: "x" * 99_999}))
        assert error.value.fields["param"] == "messages[0].content[0]"
    named = worst_of(image_part(data_url(picture(9, 9)), filename="x" * 30_000))
    assert named.text >= 10_000


@given(
    text=st.integers(0, 500_000), image=st.integers(0, 500_000), audio=st.integers(0, 500_000),
    context=st.none() | st.integers(1, 400_000),
)  # fmt: skip
def test_no_model_reads_more_than_its_context(
    text: int, image: int, audio: int, context: int | None
) -> None:
    held = InputAtWorst(text, image, audio).within(context)
    assert held.tokens == min(text + image + audio, context or 10**9)
    assert (held.text, held.image, held.audio) <= (text, image, audio)


def body_of_15_megabytes() -> dict[str, Any]:
    return file_part(pdf(20, 60_000, padding=15_000_000))


@pytest.mark.parametrize(
    ("make", "tokens"),
    [
        (lambda: image_part(data_url(png_head(1920, 1080))), 1_105),
        (body_of_15_megabytes, 20 * 4_884),
    ],
    ids=["picture", "15 MB of PDF"],
)
def test_what_a_provider_charges_for_media_is_held(
    make_caller: Callable[..., Caller],
    upstream: Provider,
    make: Callable[[], dict[str, Any]],
    tokens: int,
) -> None:
    """Who has less than it can cost is refused before it is asked, and who has it pays it whole."""
    [message] = make()["messages"]
    orders = {"type": "text", "text": json.dumps({"input": tokens, "output": 1})}
    messages = [{"role": "user", "content": [orders, *message["content"]]}]
    poor, before = make_caller(Decimal("0.5")), upstream.count()
    refused = poor.ask(messages=messages, max_tokens=1)
    assert (refused.status_code, upstream.count()) == (402, before)
    rich = make_caller(1_000)
    answer = rich.ask(messages=messages, max_tokens=1)
    assert answer.status_code == 200
    [row] = rich.usage()
    assert row["uncollected_credits"] == 0
    assert refused.json()["error"]["needed_credits"] >= row["credits_used"]
