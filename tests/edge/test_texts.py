"""Texts that people see hold what is seen, and nothing that reads as something else."""

import pytest
from pydantic_core import PydanticCustomError

from orgbilling.kernel.texts import line, name, prose, reason, seen_part

UNSEEN = (
    *"\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e",
    *"\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064",
    *"\u2066\u2067\u2068\u2069\u206f\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\ufff9\ufffb\uffff\ufdd0",
    *"\ue000\ud800\U000e0001\U000e0041\U000e0100\U000f0000\U0010ffff",
)
SEEN = (
    "Acme", "Müller & Söhne GmbH",
    "日本電気 株式会社", "بنك الجزيرة", "בנק הפועלים", "राष्ट्रीय", "ไทย",
    "می\u200cخواهم",
    "क्\u200dष", "👩\u200d🔬 Lab", "❤\ufe0f", "1\ufe0f\u20e3", "🏳\ufe0f\u200d🌈", "🇩🇪",
    "葛\U000e0100飾", "e\u0301", "№ 5 — “x”", "a/b+c=d", "\U0001fae8",
)  # fmt: skip
BLANK = ("", " ", "\u00a0", "\u2003\u3000", "\u0301", "\u0301\u0302")


@pytest.mark.parametrize("character", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("check", [line, name, prose, reason])
def test_no_text_has_a_character_that_is_not_seen(check: object, character: str) -> None:
    for text in (f"Ac{character}me", character, f"Acme{character}", f"{character}Acme"):
        with pytest.raises(PydanticCustomError):
            check(text)  # type: ignore[operator]


@pytest.mark.parametrize("text", SEEN)
def test_what_scripts_and_emoji_are_written_with_is_taken(text: str) -> None:
    for check in (line, name, prose, reason):
        assert check(text) == text
    assert seen_part(text) == text


@pytest.mark.parametrize("text", BLANK)
def test_a_name_of_nothing_that_is_seen_is_blank(text: str) -> None:
    for check in (name, reason):
        with pytest.raises(PydanticCustomError, match="blank"):
            check(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\t"])
def test_prose_has_lines_and_a_name_has_one(end: str) -> None:
    assert prose(f"one{end}two") == reason(f" one{end}two ") == f"one{end}two"
    for check in (line, name):
        with pytest.raises(PydanticCustomError, match="control"):
            check(f"one{end}two")


def test_of_what_another_says_the_part_is_kept_that_is_seen() -> None:
    assert seen_part("\u202eMona\u200b  Member\n\ufeff") == "Mona Member"
    assert seen_part("a\u200cb") == "ab"
    assert seen_part("\u3164") == ""
