"""The headers of Anthropic's clients. `anthropic-beta`: which of its values go on, are refused, or
are not sent. `anthropic-version`: those whose answers are understood here.

A value mostly opens a field or a kind of tool, and those are looked at where they stand in the
body. Refused is one that changes the price of a call by itself. One that is not listed is not sent
on, because nobody here can say what it costs; the answer names it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orgbilling.gateway.messages.refusals import not_offered

# Source: https://docs.claude.com/en/api/versioning. The one before had other events in its streams.
VERSIONS: Final = ("2023-06-01", "2026-10-21")
_DATE: Final = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")
_LISTED: Final = "https://docs.claude.com/en/api/beta-headers"
_CLIENTS: Final = "https://github.com/anthropics/anthropic-sdk-python (anthropic_beta_param.py)"
_CLAUDE_CODE: Final = "https://code.claude.com/docs/en/llm-gateway-protocol"
_CACHING: Final = "https://docs.claude.com/en/docs/build-with-claude/prompt-caching"
_PRICES: Final = "https://docs.claude.com/en/docs/about-claude/pricing"
_TOOLS: Final = "https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview"
_THINKING: Final = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"


@dataclass(frozen=True, slots=True)
class Beta:
    """One feature, whatever the date in its name: where it is described, and why it is refused;
    empty where it goes on."""

    source: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Betas:
    """The values of one request: those that go on, and those that are not known."""

    sent: tuple[str, ...]
    unsent: tuple[str, ...]


BETAS: Final[Mapping[str, Beta]] = {
    "claude-code": Beta(_CLAUDE_CODE),
    "effort": Beta(_CLAUDE_CODE),
    "context-management": Beta(_CLAUDE_CODE),
    "prompt-caching-scope": Beta(_CLAUDE_CODE),
    "redact-thinking": Beta(_CLAUDE_CODE),
    "afk-mode": Beta(_CLAUDE_CODE),
    "advanced-tool-use": Beta(_TOOLS),
    "tool-search-tool": Beta(_TOOLS),
    "tool-examples": Beta(_TOOLS),
    "fine-grained-tool-streaming": Beta(_TOOLS),
    "token-efficient-tools": Beta(_TOOLS),
    "computer-use": Beta(_TOOLS),
    "web-search": Beta(_TOOLS),
    "web-fetch": Beta(_TOOLS),
    "advisor-tool": Beta(_TOOLS),
    "inline-tools": Beta(_CLIENTS),
    "interleaved-thinking": Beta(_THINKING),
    "dev-full-thinking": Beta(_THINKING),
    "thinking-token-count": Beta(_CLIENTS),
    "thinking-display-updates": Beta(_CLIENTS),
    "thinking-binding-controls": Beta(_CLIENTS),
    "prompt-caching": Beta(_CACHING),
    "extended-cache-ttl": Beta(_CACHING),
    "cache-diagnosis": Beta(_CLIENTS),
    "structured-outputs": Beta(_LISTED),
    "task-budgets": Beta(_CLIENTS),
    "token-counting": Beta(_LISTED),
    "pdfs": Beta(_LISTED),
    "search-results": Beta(_LISTED),
    "files-api": Beta(_LISTED),
    "output-128k": Beta(_LISTED),
    "output-300k": Beta(_CLIENTS),
    "model-context-window-exceeded": Beta(_CLIENTS),
    "mid-conversation-system": Beta(_CLIENTS),
    "mid-conversation-system-clear-at": Beta(_CLIENTS),
    "mid-conversation-tool-changes": Beta(_CLIENTS),
    "mid-conversation-output-config": Beta(_CLIENTS),
    "context-1m": Beta(_PRICES, "past 200,000 tokens of input a call costs more"),
    "fast-mode": Beta(_PRICES, "it costs a multiple of the model's price"),
}


def read_version(header: str | None) -> str:
    """Return the version that a client speaks, the older where it does not say.

    Raises:
        Invalid: `not_offered`: one in which a usage may be said in a way that is not known here.
    """
    if header is not None and header not in VERSIONS:
        raise not_offered("anthropic-version", f"only {' or '.join(VERSIONS)}")
    return header or VERSIONS[0]


def read_betas(header: str) -> Betas:
    """Read the header's values, separated by commas; the same twice counts once.

    Raises:
        Invalid: `not_offered`: one of them changes the price of the call by itself.
    """
    values = dict.fromkeys(value.strip() for value in header.split(",") if value.strip())
    sent, unsent = [], []
    for value in values:
        beta = BETAS.get(_DATE.sub("", value))
        if beta is None:
            unsent.append(value)
        elif beta.refused:
            raise not_offered(f"anthropic-beta {value}", beta.refused)
        else:
            sent.append(value)
    return Betas(tuple(sent), tuple(unsent))
