"""A lane waits for each answer as long as for any other."""

from typing import Any, Final, NamedTuple

import pytest

from orgbilling.database import Lane, Query
from orgbilling.kernel.errors import StoreUnavailable


class Slow(NamedTuple):
    pg_sleep: Any


SLOW: Final[Query[Slow, Any]] = Query("select pg_sleep(%s::float8)", Slow)


async def test_one_timer_for_many_statements_gives_up_the_one_that_is_late(
    application_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgbilling.database.lane._ANSWER_WITHIN_S", 0.6)
    lane = Lane(application_url, name="orgbilling-test")
    try:
        # The second ends after the first would have been given up.
        for _ in range(2):
            assert len(await lane.fetch_rows(SLOW, ["0.4"])) == 1
        with pytest.raises(StoreUnavailable):
            await lane.fetch_rows(SLOW, ["3"])
        assert len(await lane.fetch_rows(SLOW, ["0.1"])) == 1
    finally:
        await lane.close()
