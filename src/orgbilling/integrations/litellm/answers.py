"""What an answer brought and cost, from LiteLLM's own objects."""

import logging
from decimal import Decimal
from typing import Any

import litellm

from orgbilling.integrations.litellm.charges import exact_usd
from orgbilling.integrations.litellm.estimate import text_bytes_of

_logger = logging.getLogger(__name__)


class StreamCount:
    """Reads the chunks of a stream on their way: how much text came, and what was counted."""

    def __init__(self) -> None:
        self.chunks = 0
        self.usage: Any = None
        self._last: Any = None

    def add(self, chunk: Any) -> int:
        """Read a chunk; returns the bytes of text that it brought."""
        self.chunks += 1
        self._last = chunk
        usage = getattr(chunk, "usage", None)
        if is_counted(usage):
            self.usage = usage
        return output_bytes(chunk)

    def cost_usd(self, logging_obj: Any) -> Decimal | None:
        """Return what LiteLLM computes for the usage that the stream ended with; None where it has
        none, or no price."""
        if self.usage is None:
            return None
        whole = litellm.ModelResponse(model=getattr(self._last, "model", None), usage=self.usage)
        try:
            # As the proxy does for answers that carry no cost: with the prices of who answered.
            return _exact(logging_obj.response_cost_calculator(result=whole))
        except Exception:
            _logger.exception("LiteLLM computes no cost for a stream")
            return None


def cost_usd_of(response: Any) -> Decimal | None:
    """Return the cost that LiteLLM computed for a whole answer; None where nobody counted, because
    an uncounted call is not free."""
    if not is_counted(getattr(response, "usage", None)):
        return None
    hidden = getattr(response, "_hidden_params", None)
    return _exact(hidden.get("response_cost")) if isinstance(hidden, dict) else None


def is_counted(usage: Any) -> bool:
    """Tell whether a usage says anything: no call takes no input."""
    counts = (getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens"))
    return any(isinstance(count, int) and count > 0 for count in counts)


def is_only_usage(chunk: Any) -> bool:
    """Tell whether a chunk brings the usage and nothing else."""
    if getattr(chunk, "usage", None) is None or output_bytes(chunk):
        return False
    choices = getattr(chunk, "choices", None) or ()
    return not any(getattr(choice, "finish_reason", None) for choice in choices)


def output_bytes(answer: Any) -> int:
    """Return the bytes of text of an answer or a chunk: content, reasoning, tools' arguments."""
    total = 0
    for choice in getattr(answer, "choices", None) or ():
        total += _bytes(getattr(choice, "text", None))
        for part in ("delta", "message"):
            message = getattr(choice, part, None)
            for name in ("content", "reasoning_content", "refusal"):
                total += _bytes(getattr(message, name, None))
            for call in getattr(message, "tool_calls", None) or ():
                function = getattr(call, "function", None)
                total += _bytes(getattr(function, "arguments", None))
                total += _bytes(getattr(function, "name", None))
    return total


def _bytes(value: Any) -> int:
    return text_bytes_of(value) if isinstance(value, str) else 0


def _exact(cost: Any) -> Decimal | None:
    if isinstance(cost, bool) or not isinstance(cost, int | float):
        return None
    try:
        return exact_usd(float(cost))
    except ValueError:
        return None
