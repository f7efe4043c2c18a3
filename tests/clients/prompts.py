"""What clients are asked, so that the provider knows how to answer."""

import itertools
import json
from typing import Any

# One pixel.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
PICTURE = f"data:image/png;base64,{PNG}"
# Longer than the server waits for an answer.
SILENT_MS = 3_000
_numbers = itertools.count()


def told(**orders: Any) -> str:
    """A prompt that tells the provider how to answer."""
    return f"How is the weather? {json.dumps({'orders': orders})}"


def failing(times: int = 1, **how: Any) -> str:
    """A prompt that fails so many times before it is answered."""
    return told(fail={"id": f"fail-{next(_numbers)}", "times": times, **how})
