"""What a JSON text costs is told before it is read, to the value, and however it is written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgbilling.edge.json_cost import (
    DEPTH_MAX,
    JsonCost,
    give_way,
    json_values,
    require_shallow,
)
from orgbilling.kernel.errors import DomainError

# Texts that look like JSON, and all that a string may escape.
TEXTS = st.text(st.sampled_from('",:[]{}\\/ \n\u0000aé\U0001f600\ud800019'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=30,
)


def values_in(value: Any) -> int:
    """How many values a text has, names of members included."""
    if isinstance(value, dict):
        return 1 + sum(1 + values_in(member) for member in value.values())
    return 1 + sum(map(values_in, value)) if isinstance(value, list) else 1


def empty_in(value: Any) -> int:
    if isinstance(value, dict | list):
        members = value.values() if isinstance(value, dict) else value
        return sum(map(empty_in, members)) if value else 1
    return 0


def counted(raw: bytes, values_max: int, piece_bytes: int) -> int:
    cost = JsonCost(values_max)
    for at in range(0, len(raw), piece_bytes):
        cost.add(raw[at : at + piece_bytes])
    return cost.values


def refusal(raw: bytes, values_max: int) -> str | None:
    try:
        json_values(raw, values_max)
    except DomainError as refused:
        return refused.code
    return None


@given(VALUES, st.integers(1, 9), st.booleans(), st.sampled_from([None, 1]))
def test_values_are_counted_whatever_strings_hold_and_wherever_pieces_end(
    value: Any, piece_bytes: int, is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    raw = text.encode("utf-8", "surrogatepass")
    # An empty list or object has a bracket, and no value of its own.
    most = max(values_in(value) + empty_in(value), text.count("\\") // 16 + 1)
    assert counted(raw, 10**6, piece_bytes) >= values_in(value)
    assert counted(raw, most, piece_bytes) >= values_in(value), "not one value is too many"
    if (few := values_in(value) - 1) > 0:
        with pytest.raises(DomainError) as refused:
            counted(raw, few, piece_bytes)
        assert (refused.value.status, refused.value.code) == (413, "too_many_values")


@pytest.mark.parametrize(
    "raw",
    [
        b"[" + b"0," * 1000 + b"0]",
        b"[" + b"[]," * 1000 + b"0]",
        b"[" + b'"",' * 1000 + b"0]",
        b"{" + b",".join(b'"%d":0' % n for n in range(600)) + b"}",
        b'{"a":' * 600,
        b"[" * 1001,
        b" [ " + b" 0 , " * 1000,
        b'["\\\\",' + b"0," * 1000,
        b'["\\"",' + b"0," * 1000,
    ],
)
def test_what_has_too_many_values_is_refused_however_it_is_written(raw: bytes) -> None:
    assert refusal(raw, 1000) == "too_many_values"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": "' + b",:[{" * 50_000 + b'"}',
        b'{"a": "' + b'\\",' * 50_000 + b'"}',
        b'{"a": "' + b"\\\\" * 50_001 + b'", "b": "' + b"," * 15_000 + b'"}',
        b'{"a": "' + b"1" * 200_000 + b'"}',
        json.dumps({"text": json.dumps([{"deep": [1, 2]}] * 5000)}).encode(),
    ],
)
def test_what_a_string_holds_is_no_value(raw: bytes) -> None:
    json.loads(raw)
    assert json_values(raw, 10_000) < 10


def test_a_text_of_nothing_but_escapes_costs_as_many_values() -> None:
    assert refusal(b'"' + b"\\n" * 160_000 + b'"', 10_000) is None
    assert refusal(b'"' + b"\\n" * 160_001 + b'"', 10_000) == "too_many_values"


@pytest.mark.parametrize("decode", [json.loads, give_way(json.JSONDecoder()).decode])
def test_a_patient_reader_reads_the_same(decode: Any) -> None:
    text = r'{"a": [1, 2.5, -0, 1e3, true, false, null, "\u00e9\ud83d", {}, []], "a": "b"}'
    assert decode(text) == json.loads(text)
    for wrong in ("[1,]", "{,}", "[1 2]", '{"a" 1}', "01", "", "[", '"\n"', "[NaN,]", "{} {}"):
        with pytest.raises(json.JSONDecodeError):
            decode(wrong)


@pytest.mark.parametrize("number", ["9" * 401, "0." + "1" * 401, "-" + "7" * 4000])
def test_a_number_of_too_many_digits_is_never_read(number: str) -> None:
    # Of so many bytes; a short text has no room for what takes long.
    filled = json.dumps({"text": "x" * 70_000})[:-1]
    assert refusal(f'{filled}, "n": {number}}}'.encode(), 10**6) == "malformed_body"
    assert refusal(f'{filled}, "n": "{number}"}}'.encode(), 10**6) is None


def test_sixty_four_levels_are_read_and_no_more() -> None:
    for begin, end in (("[", "]"), ('{"a":', "}")):
        require_shallow(json.loads(begin * (DEPTH_MAX - 1) + "[]" + end * (DEPTH_MAX - 1)))
        with pytest.raises(DomainError) as refused:
            require_shallow(json.loads(begin * DEPTH_MAX + "[]" + end * DEPTH_MAX))
        assert (refused.value.status, refused.value.code) == (413, "nested_too_deeply")
    require_shallow([[]] * 100_000)
