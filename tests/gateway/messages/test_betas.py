"""Values of `anthropic-beta`: which go on, which are refused, which are not sent."""

import pytest

from orgbilling.gateway.messages.betas import BETAS, read_betas
from orgbilling.gateway.messages.fields import FIELDS
from orgbilling.kernel.errors import Invalid

# What Claude Code 2.1 sends with each request.
OF_CLAUDE_CODE = (
    "claude-code-20250219", "interleaved-thinking-2025-05-14", "context-management-2025-06-27",
    "prompt-caching-scope-2026-01-05", "effort-2025-11-24", "advisor-tool-2026-03-01",
    "redact-thinking-2026-02-12", "thinking-token-count-2026-05-13",
)  # fmt: skip


def test_what_changes_no_price_goes_on_in_its_order() -> None:
    betas = read_betas(" , ".join([*OF_CLAUDE_CODE, OF_CLAUDE_CODE[0], ""]))
    assert betas.sent == OF_CLAUDE_CODE
    assert betas.unsent == ()
    assert read_betas("").sent == ()


@pytest.mark.parametrize("value", ["context-1m-2025-08-07", "fast-mode-2026-02-01"])
def test_what_changes_the_price_by_itself_is_refused(value: str) -> None:
    with pytest.raises(Invalid) as error:
        read_betas(f"claude-code-20250219,{value}")
    assert error.value.code == "not_offered"
    assert value in error.value.detail


def test_what_nobody_here_knows_is_not_sent() -> None:
    betas = read_betas("claude-code-20250219,new-thing-2031-01-01,nodate")
    assert (betas.sent, betas.unsent) == (
        ("claude-code-20250219",),
        ("new-thing-2031-01-01", "nodate"),
    )


def test_each_feature_names_its_public_source_and_each_refusal_its_reason() -> None:
    assert all(beta.source.startswith("https://") for beta in BETAS.values())
    for field in FIELDS.values():
        assert ("refused" in (field.native, field.translated)) == bool(field.reason)
