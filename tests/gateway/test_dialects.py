"""What providers say in their answers, in the shapes that are known of them: each is read and
charged as a table says that was worked out without the program."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from hatchling.builders.wheel import WheelBuilder
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from orgbilling.gateway.answered import is_same_model
from orgbilling.gateway.answers import output_bytes, parsed
from orgbilling.gateway.dialects import files
from orgbilling.gateway.dialects.dialect import Dialect
from orgbilling.gateway.dialects.files import dialect_name_at, dialect_named, dialects
from orgbilling.gateway.dialects.reader import ProviderError, error_of, usage_of, usage_of_answer
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.settlement import cost_of
from orgbilling.gateway.stream import StreamReader

ROOT = Path(__file__).parents[2]
SHAPES: list[dict[str, Any]] = [
    shape
    for path in sorted((Path(__file__).parent / "dialect_shapes").glob("*.toml"))
    for shape in tomllib.loads(path.read_text(encoding="utf-8"))["shape"]
]
PRICE = {
    "input": "2", "output": "10", "cached_input": "0.5", "cache_write": "3",
    "audio_input": "20", "audio_output": "40",
}  # fmt: skip
LINES_MAX = 40
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def price_of(usd_per_million: dict[str, str]) -> Price:
    parts = {part: Decimal(usd) for part, usd in usd_per_million.items()}
    return Price(uuid4(), parts_of(parts, None))


def read(shape: dict[str, Any]) -> Usage | None:
    """Read a whole answer as the gateway does, or a stream as it passes."""
    documents, dialect = shape["documents"], dialects()[shape["dialect"]]
    if len(documents) == 1:
        return usage_of(parsed(documents[0].encode()), dialect)
    reader = StreamReader(hides_usage=False, bytes_per_token=1, dialect=dialect)
    for document in documents:
        reader.feed(f"data: {document}\n\n".encode())
    reader.finish()
    return reader.usage


@pytest.mark.parametrize("shape", SHAPES, ids=[shape["name"] for shape in SHAPES])
def test_an_answer_is_charged_as_its_provider_charges(shape: dict[str, Any]) -> None:
    usage = read(shape)
    wanted = Tokens(**shape["tokens"]) if "tokens" in shape else None
    assert (usage.tokens if usage else None) == wanted
    assert dict(usage.fees if usage else {}) == shape.get("fees", {})
    cost_usd = Decimal(shape["cost_usd"]) if "cost_usd" in shape else None
    assert (usage.cost_usd if usage else None) == cost_usd
    if "model" in shape:
        assert usage is not None
        assert usage.model == shape["model"]
    if wanted is not None:
        assert usage is not None
        price = price_of(shape.get("price", PRICE))
        charge = cost_of(price, wanted, usage, Decimal("1.5"), Decimal(1000), NOW)
        assert charge.api_cost_usd == Decimal(shape["usd"])
        assert charge.credits == Decimal(shape["usd"]) * 1500


@pytest.mark.parametrize("shape", SHAPES, ids=[shape["name"] for shape in SHAPES])
def test_an_error_is_told_apart_from_an_answer(shape: dict[str, Any]) -> None:
    dialect = dialects()[shape["dialect"]]
    errors = [error_of(parsed(document.encode()), dialect) for document in shape["documents"]]
    found = next(filter(None, errors), None)
    assert found == (ProviderError(**shape["error"]) if "error" in shape else None)


def test_every_shape_has_a_source_and_a_name_of_its_own() -> None:
    assert len(SHAPES) >= 80
    assert len({shape["name"] for shape in SHAPES}) == len(SHAPES)
    assert all(urlsplit(shape["source"]).scheme == "https" for shape in SHAPES)
    # Every family is among them.
    assert {shape["dialect"] for shape in SHAPES} == set(dialects())


def test_a_family_is_a_short_file_that_the_package_carries() -> None:
    folder = Path(files.__file__).parent
    paths = sorted(folder.glob("*.toml"))
    assert [path.stem for path in paths] == list(dialects())
    for path in paths:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MAX
    packed = {Path(file.path) for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert set(paths) <= packed


def test_a_file_that_says_what_a_dialect_cannot_is_refused() -> None:
    whole = dialect_named("openai").model_dump()
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Dialect.model_validate({**whole, "usages": {}})
    with pytest.raises(ValidationError):
        Dialect.model_validate({**whole, "usage": {**whole["usage"], "cache": "above"}})


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://eu.api.openai.com/v1", "openai"),
        ("https://acme.openai.azure.com/openai/v1", "azure"),
        ("https://acme.services.ai.azure.com/anthropic/v1", "azure"),
        ("https://api.anthropic.com/v1", "anthropic"),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
        ("https://us-central1-aiplatform.googleapis.com/v1/projects/p", "gemini"),
        ("https://API.X.AI/v1", "xai"),
        ("https://api.deepseek.com", "deepseek"),
        ("https://api.moonshot.cn/v1", "moonshot"),
        ("https://api.mistral.ai/v1", "mistral"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://api.perplexity.ai", "perplexity"),
        ("http://gpu-3.internal:11434/v1", "ollama"),
        ("https://api.groq.com/openai/v1", "groq"),
        ("https://api.together.xyz/v1", "together"),
        ("https://api.fireworks.ai/inference/v1", "fireworks"),
        ("https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1", "bedrock"),
        # Whose name merely looks like it.
        ("https://api.x.ai.example.com/v1", "openai"),
        ("https://notapi.x.ai/v1", "openai"),
        ("https://example.com/api.x.ai", "openai"),
        ("https://api.x.ai@example.com/v1", "openai"),
        ("http://127.0.0.1:9100/v1", "openai"),
    ],
)
def test_an_address_says_whose_answers_are_to_be_read(base_url: str, name: str) -> None:
    assert dialect_name_at(base_url) == name


def test_no_two_families_have_one_host() -> None:
    hosts = [host for dialect in dialects().values() for host in dialect.hosts]
    assert len(set(hosts)) == len(hosts)


def test_a_proxy_says_in_its_headers_what_a_whole_answer_cost() -> None:
    document = {"model": "m", "usage": {"prompt_tokens": 14, "completion_tokens": 8}}
    headers = {"x-litellm-response-cost": "0.00015999999999999999"}
    litellm = dialects()["litellm"]
    found = usage_of_answer([document], headers, litellm)
    assert found is not None
    assert (found.tokens, found.cost_usd) == (Tokens(14, 8), Decimal("0.00015999999999999999"))
    for nothing in ("", "None", "-1", "NaN", "Infinity", "0.0", "1e400"):
        found = usage_of_answer([document], {"x-litellm-response-cost": nothing}, litellm)
        assert found is not None
        assert found.cost_usd is None
    found = usage_of_answer([document], headers, dialect_named("openai"))
    assert found is not None
    assert found.cost_usd is None


def test_a_cost_is_read_as_it_was_written() -> None:
    # As a double it would be a tenth, and rounded up it is more.
    content = b'{"usage": {"prompt_tokens": 1, "cost": 0.10000000000000000001}}'
    found = usage_of(parsed(content), dialects()["openrouter"])
    assert found is not None
    assert found.cost_usd == Decimal("0.10000000000000000001")
    charge = cost_of(price_of(PRICE), Tokens(1, 0), found, Decimal(1), Decimal(1000), NOW)
    assert charge.credits == Decimal("100.000001")


@pytest.mark.parametrize(
    ("document", "bytes_"),
    [
        ({"choices": [{"message": {"content": "abc", "reasoning_content": "de"}}]}, 5),
        ({"choices": [{"delta": {"content": [
            {"type": "thinking", "thinking": [{"type": "text", "text": "ab"}]},
            {"type": "text", "text": "cde"},
        ]}}]}, 5),
        ({"choices": [{"delta": {"content": "", "reasoning": "ab",
                                 "reasoning_details": [{"type": "r", "text": "ab"}]}}]}, 2),
        ({"choices": [{"delta": {"reasoning_details": [{"type": "r", "text": "ab"}]}}]}, 2),
        ({"choices": [{"delta": {"tool_calls": [
            {"index": 0, "id": "call_1", "function": {"name": "get", "arguments": "{}"}}
        ]}}]}, 5),
        ({"choices": [{"text": "abc"}]}, 3),
        ({"type": "content_block_delta", "delta": {"type": "text_delta", "text": "abc"}}, 3),
        ({"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "ab"}}, 2),
        ({"type": "content_block_delta", "delta": {"type": "input_json_delta",
                                                   "partial_json": "{"}}, 1),
        ({"type": "content_block_delta", "delta": {"type": "signature_delta",
                                                   "signature": "abcdef"}}, 0),
        ({"type": "message", "content": [
            {"type": "thinking", "thinking": "ab", "signature": "zz"},
            {"type": "tool_use", "id": "t", "name": "get", "input": {"a": 1}},
        ]}, 2 + 3 + len('{"a": 1}')),
        ({"candidates": [{"content": {"role": "model", "parts": [
            {"text": "abc"}, {"functionCall": {"name": "get", "args": {}}},
        ]}}]}, 6),
        ({"message": {"role": "assistant", "content": "abc", "thinking": "de"}, "done": False}, 5),
        ({"type": "response.output_text.delta", "delta": "abc"}, 3),
        ({"type": "response.output_text.done", "text": "abc"}, 0),
        ({"output": [{"type": "message", "content": [{"type": "output_text", "text": "abc"}]},
                     {"type": "function_call", "name": "get", "arguments": "{}"},
                     {"type": "reasoning", "summary": [{"type": "summary_text", "text": "x"}]}]},
         9),
        ({"choices": 5}, 0), ([], 0), (None, 0),
    ],
)  # fmt: skip
def test_the_text_of_every_family_is_counted(document: Any, bytes_: int) -> None:
    assert output_bytes(document) == bytes_


@pytest.mark.parametrize(
    ("asked", "answered", "is_same"),
    [
        ("gpt-4o-mini", "gpt-4o-mini-2024-07-18", True),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", True),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5", True),
        ("gemini-2.5-flash", "models/gemini-2.5-flash-001", True),
        ("openai/gpt-4o", "gpt-4o", True),
        ("grok-4", "grok-4-0709", True),
        ("mistral-large-latest", "mistral-large-2411", True),
        ("gpt-4o", "gpt-4o-mini", False),
        ("openai/gpt-4o", "anthropic/claude-sonnet-4.5", False),
        ("gpt-5.4", "gpt-5", False),
        ("grok-4", "grok-3", False),
    ],
)
def test_a_version_of_a_model_is_no_other_model(asked: str, answered: str, is_same: bool) -> None:
    assert is_same_model(asked, answered) is is_same
    assert is_same_model(answered, asked) is is_same


# Made-up usage: what a provider counts, in the shape of one of the families, and its own bill.
COUNTS = st.integers(0, 10**7)


@st.composite
def bills(draw: st.DrawFn) -> tuple[str, dict[str, Any], Decimal]:
    """A dialect, a usage in its shape, and what its provider charges at `PRICE`, in dollars."""
    fresh, cached, written = draw(st.integers(1, 10**7)), draw(COUNTS), draw(COUNTS)
    told, reasoning = draw(COUNTS), draw(COUNTS)
    family = draw(
        st.sampled_from(["openai", "responses", "anthropic", "xai", "gemini", "deepseek"])
    )
    written = 0 if family in ("xai", "gemini", "deepseek") else written
    micro_usd = 2 * fresh + Decimal("0.5") * cached + 3 * written + 10 * (told + reasoning)
    prompt, output = fresh + cached + written, told + reasoning
    details = {"cached_tokens": cached, "cache_write_tokens": written}
    of_output = {"reasoning_tokens": reasoning}
    usage: dict[str, Any] = {
        "openai": {
            "prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
            "prompt_tokens_details": details, "completion_tokens_details": of_output,
        },
        "responses": {
            "input_tokens": prompt, "output_tokens": output, "total_tokens": prompt + output,
            "input_tokens_details": details, "output_tokens_details": of_output,
        },
        "anthropic": {
            "input_tokens": fresh, "cache_read_input_tokens": cached, "output_tokens": output,
            "cache_creation_input_tokens": written,
        },
        "xai": {
            "prompt_tokens": prompt, "completion_tokens": told, "total_tokens": prompt + output,
            "prompt_tokens_details": details, "completion_tokens_details": of_output,
        },
        "gemini": {
            "prompt_tokens": prompt, "completion_tokens": told, "total_tokens": prompt + output,
            "prompt_tokens_details": details,
        },
        "deepseek": {
            "prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
            "prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": fresh,
        },
    }[family]  # fmt: skip
    name = "openai" if family == "responses" else family
    return name, usage, micro_usd / 10**6


@settings(max_examples=300, deadline=None)
@given(bills())
def test_what_a_provider_counts_is_charged_as_it_bills_it(
    bill: tuple[str, dict[str, Any], Decimal],
) -> None:
    name, usage, usd = bill
    found = usage_of({"usage": usage}, dialects()[name])
    assert found is not None
    assert found.tokens is not None
    charge = cost_of(price_of(PRICE), found.tokens, found, Decimal(1), Decimal(1000), NOW)
    assert charge.api_cost_usd == usd


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["usage", "prompt_tokens", "completion_tokens", "total_tokens", "input_tokens",
             "output_tokens", "prompt_tokens_details", "cached_tokens", "reasoning_tokens",
             "completion_tokens_details", "cache_creation", "cost", "choices", "error", "message",
             "response", "output", "type", "detail", "cache_creation_input_tokens", "model"]
        ),
        inner, max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(JSON, st.sampled_from(sorted(dialects())))
def test_no_answer_breaks_the_reader_and_its_parts_are_never_more_than_the_whole(
    document: Any, name: str
) -> None:
    dialect = dialects()[name]
    for found in (usage_of(document, dialect), usage_of({"usage": document}, dialect)):
        if found is not None and (used := found.tokens) is not None:
            parts = (used.cached_input, used.cache_write, used.audio_input)
            assert min(*parts, used.output, used.reasoning, used.audio_output) >= 0
            assert sum(parts) <= used.input
            assert used.cache_write_1h <= used.cache_write
            assert max(used.reasoning, used.audio_output) <= used.output
            assert used.input + used.output > 0
        if found is not None and found.cost_usd is not None:
            assert found.cost_usd > 0
    error = error_of(document, dialect)
    assert error is None or error.message
    assert output_bytes(document) >= 0


def test_a_cost_that_is_told_before_the_end_is_not_that_of_the_rest() -> None:
    told = Usage(Tokens(1_000, 10), cost_usd=Decimal("0.000001"))
    price = price_of(PRICE)
    whole = cost_of(price, Tokens(1_000, 10), told, Decimal(1), Decimal(1000), NOW)
    assert whole.api_cost_usd == Decimal("0.000001")
    more = told.with_counted(90)
    assert more.tokens is not None
    charge = cost_of(price, more.tokens, more, Decimal(1), Decimal(1000), NOW)
    assert charge == price.charge(Tokens(1_000, 100), Decimal(1), Decimal(1000), at=NOW)
