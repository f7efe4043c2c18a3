"""Make the dumps of this revision: `python -m tests.migrations.make_dumps`.

The record of how they were made. It ran once for each revision, with the program of that revision,
and makes none with any other: a dump that a later program wrote says nothing about an installation
of then.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from orgbilling.database.conninfo import with_database
from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.migration_files import find_migrations
from orgbilling.database.migrations import migrate
from orgbilling.database.sql_files import SQL_ROOT
from orgbilling.demo.crowd import crowd
from orgbilling.demo.loader import load_demo
from orgbilling.demo.showcase import showcase
from tests.conftest import ledger_differences
from tests.migrations.dump_files import DUMPS, FOLDER, write_dump, write_program
from tests.migrations.figures import MONEY, STANDING_OF, read_figures
from tests.migrations.life import ROOT, Life, Row, Story, live, moment
from tests.migrations.lives_of_bills import BILLS, BilledLife
from tests.migrations.lives_of_plans import PLANS
from tests.migrations.lives_of_pools import POOLS

UNTIL = moment("2026-08-01 12:00")
_SINCE = moment("2026-01-10 00:00")
_POSTGRES = 18
_INCLUDED = {"platform": 5000, "byok": 1000, "hybrid": 9000}


def main() -> int:
    """Write this revision's dumps, what was true in them, and the SQL that made them."""
    head = find_migrations(SQL_ROOT)[-1].revision
    dumps = [dump for dump, revision in DUMPS.items() if revision == head]
    if not dumps:
        sys.stderr.write(f"This program is at {head}; there are dumps of {set(DUMPS.values())}.\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    write_program(SQL_ROOT, head)
    with tempfile.TemporaryDirectory(prefix="orgbilling-dumps-") as name:
        # PostgreSQL's own user passes through it, when we are root.
        Path(name).chmod(0o711)
        with EmbeddedServer(Path(name) / "data", _POSTGRES).use() as (owner_url, _application_url):
            for dump in dumps:
                url = with_database(owner_url, dump)
                with psycopg.connect(owner_url, autocommit=True) as connection:
                    connection.execute(f"create database {dump}")
                migrate(url, credits_per_usd=Decimal(1000))
                FILL[dump](url)
                keep(url, dump)
    return 0


def tell_the_demonstration(url: str, every: int = 2) -> None:
    """What `orgbilling serve` shows with demonstration data that was loaded at UNTIL.

    Every second organization of the crowd, or fewer, is as good as all, in half of the room.
    """
    today = UNTIL.date()
    stories = (*showcase(today), *crowd(today)[::every])
    asyncio.run(load_demo(url, UNTIL, Decimal(1000), lambda *_: None, stories))
    with psycopg.connect(url) as connection:
        # The audit log takes no clock: what was loaded at UNTIL happened then, in this order.
        connection.execute("set local session_replication_role = replica")
        for table, dated in (("organization_audit_log", "occurred_at"), ("outbox", "created_at")):
            connection.execute(
                f"""update {table} set {dated} = %s + ({dated} - (select min({dated}) from {table}))
                    where {dated} > %s""",
                [UNTIL, UNTIL],
            )


def tell_the_lives(url: str, kind: type[Life], stories: dict[str, Story]) -> None:
    """Organizations that lived through everything that can happen to a subscription."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute(
            """insert into users (user_id, email, name, is_system_admin, created_at)
               values (%s, 'lives-root@example.com', 'Root', true, %s)""",
            [ROOT, _SINCE],
        )
        for plan, included in _INCLUDED.items():
            connection.execute(
                "update plans set included_monthly_credits = %s where plan = %s", [included, plan]
            )
        connection.execute(
            "select ensure_usage_partitions(%s, %s)",
            [_SINCE.date(), UNTIL.date() + timedelta(days=366)],
        )
        lives = [(kind(connection, slug, UNTIL), story) for slug, story in stories.items()]
        live(lives, _SINCE, UNTIL)
        seal(connection, [life for life, _story in lives])
        connection.execute(
            "update outbox set processed_at = created_at where created_at < %s",
            [UNTIL - timedelta(days=1)],
        )


def seal(connection: psycopg.Connection[Row], lives: list[Life]) -> None:
    """Seal what was audited, but for the last few events of each: they wait for the job."""
    for life in lives:
        count = "select count(*) as n from organization_audit_unsealed where org_id = %s"
        row = connection.execute(count, [life.org_id]).fetchone()
        assert row is not None
        most = max(row["n"] - 3, 1)
        connection.execute("select seal_audit(%s, %s, %s)", [life.org_id, most, UNTIL])


def keep(url: str, dump: str) -> None:
    """Write a database out, and beside it what it showed."""
    differences = ledger_differences(url)
    assert not differences, differences[:10]
    manifest = write_dump(url, FOLDER / f"{dump}.copy.xz", UNTIL.isoformat())
    money = read_figures(url, MONEY)
    standing = read_figures(url, STANDING_OF[manifest.revision])
    shown = {
        "revision": manifest.revision,
        "moment": manifest.moment,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "ledger_differences": differences,
        "organizations": {
            org_id: {"money": money[org_id], "standing": standing[org_id]} for org_id in standing
        },
    }
    text = json.dumps(shown, indent=0, sort_keys=True)
    (FOLDER / f"{dump}.json").write_text(text + "\n", encoding="utf-8")


FILL: dict[str, Callable[[str], None]] = {
    "demo": tell_the_demonstration,
    "lives": lambda url: tell_the_lives(url, Life, PLANS | POOLS),
    "demo_0022": lambda url: tell_the_demonstration(url, every=14),
    "bills": lambda url: tell_the_lives(url, BilledLife, BILLS),
}


if __name__ == "__main__":
    sys.exit(main())
