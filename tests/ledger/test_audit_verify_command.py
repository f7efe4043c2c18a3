"""`orgbilling audit verify` says what is sealed, what is not yet, and what does not hold."""

import re

from tests.conftest import OwnerConnection, TestDatabase
from tests.ledger.test_verify_command import run, spent_world, sql

__all__ = ["sql"]


def test_it_reports_what_is_sealed_and_the_tail(
    fresh_database: TestDatabase, sql: OwnerConnection
) -> None:
    world, _ = spent_world(sql)
    url = {"DATABASE_URL": fresh_database.owner_url}
    before = run("audit", "verify", **url)
    assert before.returncode == 0, before.stderr
    assert before.stdout.startswith("0 events sealed in 0 chains")
    waiting = re.search(r"(\d+) events are not sealed yet, the oldest of 20", before.stdout)
    assert waiting is not None
    assert int(waiting[1]) > 0
    sql.execute("select seal_audit(%s, 1000)", [world.org_id])
    after = run("audit", "verify", "--org", str(world.org_id), **url)
    assert after.returncode == 0, after.stderr
    assert after.stdout.startswith(f"{waiting[1]} events sealed in 1 chains; head ")
    assert "No event waits to be sealed." in after.stdout
    assert "The audit log holds." in after.stdout


def test_it_names_what_was_changed(fresh_database: TestDatabase, sql: OwnerConnection) -> None:
    world, _ = spent_world(sql)
    sql.execute("select seal_audit(%s, 1000)", [world.org_id])
    sql.execute("set session_replication_role = replica")
    sql.execute("update organization_audit_log set actor_id = 'nobody' where actor_id = 'admin'")
    done = run("audit", "verify", DATABASE_URL=fresh_database.owner_url)
    assert done.returncode == 1
    assert "event or seal changed" in done.stdout
    assert str(world.org_id) in done.stdout
    assert "The audit log does not hold in" in done.stderr
