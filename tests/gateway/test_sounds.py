"""How long a sound lasts, by its own bytes; and forms, as clients write them."""

import io
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.media.durations import sound_seconds
from orgbilling.gateway.media.forms import FormFile, new_boundary, read_form, written_form
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.kernel.errors import Invalid
from tests.gateway.made_sounds import FRAME_S, flac, mp3, mp4, opus, wav, webm


@pytest.mark.parametrize(
    ("sound", "seconds"),
    [
        (wav(12.5), 13),
        (mp3(400), int(400 * FRAME_S) + 1),
        (flac(90), 90),
        (opus(33.2), 34),
        # One after the other, with the same number: a file of each is joined by `cat`.
        (opus(10) + opus(5), 15),
        (opus(10) * 3, 30),
        (mp4(61.5), 62),
        (webm(7), 7),
        (webm(7, says=9.5), 10),
        (webm(7, says=2.0), 7),
        (b"nothing that is known", None),
        (b"OggS", None),
        (b"\x1a\x45\xdf\xa3", None),
        (b"\x00\x00\x00\x08ftyp", None),
        (b"fLaC", None),
        (b"", None),
    ],
)
def test_a_sound_says_how_long_it_is(sound: bytes, seconds: int | None) -> None:
    assert sound_seconds(sound) == seconds


@pytest.mark.parametrize("head", [b"\xff\xf1\x50\x80\x01\x7f\xfc", b"\xff\xf9\x50\x80\x40\x1f\xfc"])
def test_samples_that_begin_as_an_aac_are_samples(head: bytes) -> None:
    reader = SoundReader(20, is_pcm=True)
    reader.feed(head + b"\x00" * (96_000 - len(head)))
    assert reader.seconds() == 2


@pytest.mark.parametrize("make", [flac, mp4])
def test_no_head_makes_a_long_sound_short(make: Any) -> None:
    assert sound_seconds(make(0.1, size_bytes=16_000_000)) == pytest.approx(10, abs=1)
    told = opus(1) + b"\x00" * 1_920_000
    assert sound_seconds(told) == pytest.approx(10, abs=1)


@given(
    st.sampled_from([wav(1), mp3(20), flac(2), opus(2), mp4(2), webm(2)]),
    st.integers(0, 400),
    st.binary(max_size=60),
)
def test_whatever_a_file_says_it_is_read(sound: bytes, at: int, planted: bytes) -> None:
    spoiled = sound[:at] + planted + sound[at + len(planted) :]
    seconds = sound_seconds(spoiled)
    assert seconds is None or seconds >= 0


def sent_by_a_client(fields: dict[str, Any], content: bytes) -> tuple[str, bytes]:
    request = httpx2.Request(
        "POST",
        "http://x/",
        data=fields,
        files={"file": ('día "1".mp3', io.BytesIO(content), "audio/mpeg")},
    )
    return request.headers["content-type"], request.read()


@given(st.binary(max_size=3_000), st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_a_form_is_read_as_it_was_written(content: bytes, text: str) -> None:
    content_type, raw = sent_by_a_client({"model": "m", "prompt": text, "x[]": ["a", "b"]}, content)
    form = read_form(content_type, raw)
    assert form.texts == {"model": ["m"], "prompt": [text], "x[]": ["a", "b"]}
    assert form.files["file"].content == content
    assert form.files["file"].media_type == "audio/mpeg"
    boundary = new_boundary()
    again = read_form(
        f"multipart/form-data; boundary={boundary}",
        written_form({"model": "m", "prompt": text, "x[]": ["a", "b"]}, form.files, boundary),
    )
    assert (again.texts, again.files["file"].content) == (form.texts, content)


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--b\r\n\r\n--b--"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--c\r\n"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a\r\nB: c"\r\n\r\nx\r\n--b--',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 101 + b"--b--",
        ),
    ],
)
def test_what_is_no_form_is_refused(content_type: str, raw: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_form(content_type, raw)
    assert refused.value.code == "invalid_request"


def test_a_file_says_no_more_of_itself_than_it_may() -> None:
    file = FormFile(b"x", 'a"\r\nEvil: 1\r\n\r\n.mp3')
    written = written_form({}, {"file": file}, "b")
    assert b"Evil: 1" not in written.replace(b"Evil_ 1", b"")
    assert list(read_form("multipart/form-data; boundary=b", written).files) == ["file"]
