"""The client that blocks is written from the one for asyncio, and says the same."""

import pytest
from scripts.write_blocking_client import SOURCE, WRITTEN, blocking


def test_the_client_that_blocks_is_current() -> None:
    wanted = blocking(SOURCE.read_text(encoding="utf-8"))
    is_current = WRITTEN.read_text(encoding="utf-8") == wanted
    assert is_current, f"{WRITTEN.name} is not what {SOURCE.name} makes of it; run: make client"


@pytest.mark.parametrize(
    ("there", "instead", "complaint"),
    [
        ("(pause_s)", "(pause_s, asyncio.current_task())", "asyncio of"),
        ("asyncio.shield", "asyncio.gather", "nothing in asynchronous.py is like"),
    ],
)
def test_what_has_no_replacement_is_not_written(there: str, instead: str, complaint: str) -> None:
    source = SOURCE.read_text(encoding="utf-8")
    assert there in source
    with pytest.raises(ValueError, match=complaint):
        blocking(source.replace(there, instead))
