"""A server for the module, and a trace."""

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import make_folder
from tests.replay.server import Server

MakeTrace = Callable[[int], Path]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = make_folder("orgbilling-replay-")
    found = Server(folder)
    found.start()
    found.load_showcase()
    yield found
    found.stop()
    shutil.rmtree(folder)


@pytest.fixture
def make_trace(tmp_path: Path) -> MakeTrace:
    """Write a trace of so many requests, in the form of the real one."""

    def make(count: int) -> Path:
        chance = random.Random(count)
        path = tmp_path / f"trace-{count}.csv"
        at = datetime(2023, 11, 16, 18, 15, 46, 680590, tzinfo=UTC)
        lines = ["TIMESTAMP,ContextTokens,GeneratedTokens"]
        for _ in range(count):
            at += timedelta(seconds=chance.expovariate(100))
            moment = f"{at:%Y-%m-%d %H:%M:%S.%f}0"
            lines.append(f"{moment},{chance.randint(1, 4000)},{chance.randint(1, 500)}")
        path.write_text("\n".join(lines))
        return path

    return make
