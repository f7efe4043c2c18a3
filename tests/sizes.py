"""How much of what has a size a run does: a hundredth, and `make test-whole` all of it."""

import os

SHARE = float(os.environ.get("ORGBILLING_TEST_SHARE", "0.01"))


def sized(whole: int) -> int:
    """Return how many of so many are to be done; at least one."""
    return max(round(whole * SHARE), 1)
