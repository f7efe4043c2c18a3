"""The traces of a real service, which lie beside the project and not in it."""

import os
from pathlib import Path

import pytest

from tests.sizes import sized

TRACES = os.environ.get("ORGBILLING_TRACE_DIR")


def real_traces() -> list[Path]:
    found = sorted(Path(TRACES).glob("*.csv")) if TRACES else []
    if not found and os.environ.get("CI") == "true":
        pytest.fail("ORGBILLING_TRACE_DIR has no traces, and in CI they are not optional")
    if not found:
        pytest.skip("ORGBILLING_TRACE_DIR is not set")
    return found


def part_of(trace: Path, folder: Path) -> tuple[Path, int]:
    """Write the share of a trace that this run does, from all over it; returns the file and its
    calls."""
    heads, *rows = trace.read_text("utf-8").splitlines()
    calls = sized(len(rows))
    chosen = [rows[number * len(rows) // calls] for number in range(calls)]
    part = folder / trace.name
    part.write_text("\n".join([heads, *chosen, ""]), encoding="utf-8")
    return part, calls
