"""A large default partition moves while members spend: they are kept out for its last moment only.

`ORGBILLING_LARGE_MOVE_ROWS` is how many rows there are to move.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.concurrency.callers import connect
from tests.conftest import OwnerConnection, TestDatabase
from tests.usage.test_partitions_while_writing import (
    SPENT,
    a_company,
    make,
    month,
    partition_of,
    rows_by_partition,
)

ROWS = int(os.environ.get("ORGBILLING_LARGE_MOVE_ROWS", "40000"))


@pytest.mark.timeout(120 + ROWS // 5_000)
def test_a_large_move_keeps_spends_out_for_a_moment(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, (member, *_) = a_company(fresh_owner)
    world.now = month(0)
    world.deduct(member, SPENT)
    # Of another organization, whose balances nobody looks at.
    fresh_owner.execute(
        """insert into credit_usage_attribution
           select r.* from credit_usage_attribution as u cross join generate_series(1, %s) as n
           cross join jsonb_populate_record(u, jsonb_build_object('request_id', n,
               'org_id', gen_random_uuid(), 'usage_id', gen_random_uuid())) as r""",
        [ROWS],
    )
    url = fresh_database.application_url
    waits, spent = [], 1
    with connect(url) as connection, ThreadPoolExecutor(1) as thread:
        spender = replace(world, connection=connection)
        began = time.monotonic()
        made = thread.submit(make, url, 0, 0)
        while not made.done():
            asked = time.monotonic()
            assert spender.deduct(member, SPENT)["outcome"] == "ok"
            waits.append(time.monotonic() - asked)
            spent += 1
        lasted_s = time.monotonic() - began
        assert made.result() == 1
    print(
        f"\n{ROWS:,} rows moved in {lasted_s:.2f} s beside {spent} spends, of which the longest"
        f" took {max(waits) * 1000:.0f} ms, the median {sorted(waits)[len(waits) // 2] * 1000:.1f}"
    )
    assert rows_by_partition(fresh_owner) == {partition_of(0): ROWS + spent}
    assert max(waits) < max(1.0, lasted_s / 4)
