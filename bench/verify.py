"""`python -m bench.verify`: how long `ledger verify` takes, and how much memory PostgreSQL needs
for it, in a database of ORGBILLING_VERIFY_ROWS usage rows (1,000,000 unless said).

The rows come through the batch functions, as a server posts them. Writes bench/results/verify.md.
"""

import argparse
import os
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

from bench.database import ROOT, Owner, Store, connect_owner, run_server

RESULT = ROOT / "bench" / "results" / "verify.md"
ROWS = 1_000_000
ORGANIZATIONS = 20
MEMBERS = 50
BATCH = 2_000
HELD_SHARE = 10
"""One batch in so many is of holds and their captures."""

MAKE: LiteralString = """
select create_organization('Bench', %(owner)s, 'UTC', null, %(org_id)s);
"""
SPEND: LiteralString = """
select count(*) from spend(array(
    select spend_item(
        %(org_id)s::uuid, %(verb)s::text,
        case when %(verb)s <> 'capture' then gen_random_uuid()::text end, i.user_id, 1, 'llm',
        'gpt', p_hold_id => i.hold_id, p_closely => true
    )
    from unnest(%(users)s::text[], %(holds)s::uuid[]) as i (user_id, hold_id)
)) as s where s.outcome = 'ok'
"""


@dataclass(frozen=True)
class Measured:
    """One verification."""

    rows: int
    holds: int
    duration_s: float
    peak_mb: float
    differences: int


def main() -> int:
    argparse.ArgumentParser(prog="python -m bench.verify", description=__doc__).parse_args()
    rows = int(os.environ.get("ORGBILLING_VERIFY_ROWS", ROWS))
    with run_server() as server:
        measured = measure(server.make_store("bench_verify"), rows)
    RESULT.write_text(render(measured), encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))
    return 1 if measured.differences else 0


def measure(store: Store, rows: int) -> Measured:
    """Fill a database with usage and verify it once."""
    with connect_owner(store.owner_url) as owner:
        fill(owner, rows)
        owner.execute("analyze")
        counted = owner.execute(
            """select (select count(*) from credit_usage_attribution),
               (select count(*) from credit_holds), pg_backend_pid()"""
        ).fetchone()
        assert counted is not None
        usage, holds, process_id = counted
        with Peak(process_id) as peak:
            began = time.monotonic()
            found = owner.execute("select * from verify_ledger()").fetchall()
            duration_s = time.monotonic() - began
    return Measured(usage, holds, duration_s, peak.most_mb, len(found))


def fill(owner: Owner, rows: int) -> None:
    """Make organizations with members, and spend until there are that many usage rows."""
    organizations = [make_organization(owner) for _ in range(ORGANIZATIONS)]
    posted = number = 0
    while posted < rows:
        org_id, members = organizations[number % ORGANIZATIONS]
        count = min(BATCH, rows - posted)
        users = (members * (count // MEMBERS + 1))[:count]
        if number % HELD_SHARE:
            posted += spend(owner, org_id, "deduct", users)
        else:
            spend(owner, org_id, "reserve", users)
            held = owner.execute(
                "select array_agg(hold_id) from credit_holds where org_id = %s and status = 'open'",
                [org_id],
            ).fetchone()
            assert held is not None
            posted += spend(owner, org_id, "capture", None, held[0])
        number += 1


def make_organization(owner: Owner) -> tuple[uuid.UUID, list[str]]:
    org_id = uuid.uuid4()
    members = sorted(f"m-{uuid.uuid4().hex}" for _ in range(MEMBERS))
    owner.execute(
        """insert into users (user_id, email, name)
           select u, u || '@example.com', u from unnest(%s::text[]) as u""",
        [members],
    )
    owner.execute(MAKE, {"owner": members[0], "org_id": org_id})
    owner.execute("select create_subscription(%s, 'platform', 'yearly', 0, 'bench')", [org_id])
    owner.execute(
        """insert into organization_members (org_id, user_id, role)
           select %s, u, 'member' from unnest(%s::text[]) as u""",
        [org_id, members[1:]],
    )
    owner.execute("select add_credits_to_pool(%s, 500000000, 500000, 'bench')", [org_id])
    owner.execute(
        """select count(allocate_credits_to_user(%s, u, 5000000, 'bench', 'monthly'))
           from unnest(%s::text[]) as u""",
        [org_id, members],
    )
    return org_id, members


def spend(
    owner: Owner,
    org_id: uuid.UUID,
    verb: str,
    users: list[str] | None,
    holds: list[uuid.UUID] | None = None,
) -> int:
    count = len(users or holds or [])
    done = owner.execute(
        SPEND,
        {"org_id": org_id, "verb": verb, "users": users, "holds": holds},
    ).fetchone()
    assert done is not None
    assert done[0] == count, f"{done[0]} of {count} were accepted"
    return count


class Peak:
    """The most memory that a PostgreSQL process had of its own, looked at 20 times a second."""

    def __init__(self, process_id: int) -> None:
        self._file = Path(f"/proc/{process_id}/smaps_rollup")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most_mb = 0.0

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            # Anonymous: not the buffers that all processes share.
            lines = self._file.read_text(encoding="ascii").splitlines()
            kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
            self.most_mb = max(self.most_mb, kilobytes / 1024)
            if self._ended.wait(0.05):
                return


def render(measured: Measured) -> str:
    """Return the report."""
    cells = (
        f"{measured.rows:,}", f"{measured.holds:,}", f"{measured.duration_s:.1f} s",
        f"{measured.peak_mb:.0f} MB", str(measured.differences),
    )  # fmt: skip
    return f"""# `orgbilling ledger verify`

Measured {datetime.now(UTC):%Y-%m-%d %H:%M UTC} by `make bench-verify` on {os.cpu_count()} cores,
which other work may have shared: {ORGANIZATIONS} organizations of {MEMBERS} members, whose usage
was posted by the batch functions, a tenth of it as captures of holds.

| usage rows | holds | time | memory of the PostgreSQL process | differences |
| --- | --- | --- | --- | --- |
| {" | ".join(cells)} |

It reads one snapshot and locks nothing; spending goes on beside it.
"""


if __name__ == "__main__":
    raise SystemExit(main())
