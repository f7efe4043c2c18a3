"""The traces of a real service, which lie beside the project and not in it."""

import os
from pathlib import Path

import pytest

TRACES = os.environ.get("ORGBILLING_TRACE_DIR")


def real_traces() -> list[Path]:
    found = sorted(Path(TRACES).glob("*.csv")) if TRACES else []
    if not found and os.environ.get("CI") == "true":
        pytest.fail("ORGBILLING_TRACE_DIR has no traces, and in CI they are not optional")
    if not found:
        pytest.skip("ORGBILLING_TRACE_DIR is not set")
    return found
