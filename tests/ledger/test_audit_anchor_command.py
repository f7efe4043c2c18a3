"""`audit anchor` writes the chains' ends outside the database; `verify --anchor` compares."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from uuid import UUID

import pytest

from tests.conftest import OwnerConnection, TestDatabase
from tests.ledger.test_verify_command import run, spent_world, sql
from tests.world import World

__all__ = ["sql"]
Command = Callable[..., CompletedProcess[str]]


@pytest.fixture
def command(fresh_database: TestDatabase) -> Command:
    """The audit's commands on this test's database."""
    return lambda *arguments: run("audit", *arguments, DATABASE_URL=fresh_database.owner_url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anchors.jsonl"


def seal(sql: OwnerConnection, org_id: UUID) -> int:
    row = sql.execute("select seal_audit(%s, 1000) as n", [org_id]).fetchone()
    assert row is not None
    return int(row["n"])


def sealed_world(sql: OwnerConnection) -> World:
    world, _ = spent_world(sql)
    assert seal(sql, world.org_id) > 0
    return world


def happen(sql: OwnerConnection, world: World) -> None:
    """Let something happen that is audited, and seal it."""
    world.add(5)
    assert seal(sql, world.org_id) == 1


def forge(sql: OwnerConnection, world: World, from_seal: int) -> None:
    """Change what an event says, and seal it and all that came after it again."""
    sql.execute("set session_replication_role = replica")
    sealed = """from organization_audit_seals as s
                where s.org_id = %s and s.seal_number {} %s"""
    sql.execute(
        f"""update organization_audit_log as a set actor_id = 'somebody else'
            where a.audit_id = (select s.audit_id {sealed.format("=")})""",
        [world.org_id, from_seal],
    )
    sql.execute(
        f"""insert into organization_audit_unsealed (org_id, audit_id)
            select s.org_id, s.audit_id {sealed.format(">=")}""",
        [world.org_id, from_seal],
    )
    sql.execute(f"delete {sealed.format('>=')}", [world.org_id, from_seal])
    sql.execute("set session_replication_role = origin")
    seal(sql, world.org_id)


def cut(sql: OwnerConnection, world: World, after: int) -> None:
    """Erase the end of the log together with its seals."""
    sql.execute("set session_replication_role = replica")
    sql.execute(
        """with gone as (
               delete from organization_audit_seals where org_id = %s and seal_number > %s
               returning audit_id
           ) delete from organization_audit_log where audit_id in (select audit_id from gone)""",
        [world.org_id, after],
    )
    sql.execute("set session_replication_role = origin")


def test_an_anchor_is_the_head_and_each_end_that_is_new(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    first, second = sealed_world(sql), sealed_world(sql)
    printed = re.search(r"head (\w{64})", command("verify").stdout)
    assert printed is not None
    done = command("anchor", str(file))
    assert done.returncode == 0, done.stderr
    assert f"in 2 chains are anchored in {file}; head {printed[1]}." in done.stdout
    happen(sql, second)
    world_add = command("anchor", str(file))
    assert world_add.returncode == 0, world_add.stderr
    head, *ends = [json.loads(line) for line in file.read_text().splitlines()]
    assert (head["anchor"], head["chains"], head["head"]) == (1, 2, printed[1])
    assert [end.get("org_id") for end in ends] == [
        *sorted([str(first.org_id), str(second.org_id)]), None, str(second.org_id)
    ]  # fmt: skip
    row = sql.execute(
        """select seal_number, encode(hash, 'hex') as hash from organization_audit_seals
           where org_id = %s order by seal_number desc limit 1""",
        [second.org_id],
    ).fetchone()
    assert row == {name: ends[-1][name] for name in ("seal_number", "hash")}
    after = command("verify", "--anchor", str(file))
    assert after.returncode == 0, after.stderr
    assert "2 of its chains were anchored, last at 20" in after.stdout
    assert after.stdout.rstrip().endswith("and are the same.")


def test_a_chain_that_was_sealed_again_is_found_and_since_when(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    world, _ = sealed_world(sql), sealed_world(sql)
    for _ in range(3):
        assert command("anchor", str(file)).returncode == 0
        happen(sql, world)
    seals = [json.loads(line).get("seal_number") for line in file.read_text().splitlines()]
    middle = seals[-1] - 1
    forge(sql, world, middle)
    # By itself the database is in order.
    assert command("verify").returncode == 0
    done = command("verify", "--anchor", str(file))
    assert done.returncode == 1
    assert "The audit log holds." not in done.stdout
    assert f"Test ({world.org_id}): seal {middle} of 20" in done.stderr
    assert "Events up to it were changed, and sealed again." in done.stderr
    assert re.search(rf"The anchor before it, seal {middle - 1} of 20\S+, holds\.", done.stderr)
    assert "does not hold in 1 places" in done.stderr
    # What does not hold is not anchored: the file would say afterwards that it does.
    before = file.read_bytes()
    again = command("anchor", str(file))
    assert (again.returncode, file.read_bytes()) == (1, before)
    assert "Nothing was anchored." in again.stderr


def test_a_chain_that_was_rewritten_from_its_first_event_is_found(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    world = sealed_world(sql)
    assert command("anchor", str(file)).returncode == 0
    forge(sql, world, 1)
    happen(sql, world)
    assert command("verify").returncode == 0
    done = command("verify", "--anchor", str(file), "--org", str(world.org_id))
    assert done.returncode == 1
    assert "No earlier anchor of it holds." in done.stderr


def test_an_end_that_was_erased_is_found(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    world, gone = sealed_world(sql), sealed_world(sql)
    happen(sql, world)
    assert command("anchor", str(file)).returncode == 0
    cut(sql, world, 1)
    cut(sql, gone, 0)
    assert command("verify").returncode == 0
    done = command("verify", "--anchor", str(file))
    assert done.returncode == 1
    assert re.search(
        rf"{world.org_id}\): the chain ends at seal 1; seal \d+ of 20\S+ was anchored\. Its end was"
        " erased, or the database is an older copy",
        done.stderr,
    )
    assert f"{gone.org_id}): there is no chain any more; seal" in done.stderr


def test_a_file_that_is_missing_or_garbled_is_one_line(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    sealed_world(sql)
    missing = command("verify", "--anchor", str(file))
    assert missing.returncode == 1
    reason = "cannot be read (no such file or directory)."
    assert missing.stderr == f"orgbilling: {file} {reason}\n"
    file.write_text("hello\n")
    for arguments in (("verify", "--anchor", str(file)), ("anchor", str(file))):
        done = command(*arguments)
        assert done.returncode == 1
        assert done.stderr == f"orgbilling: {file}, line 1: this is no line of an anchor.\n"
    assert file.read_text() == "hello\n"


def test_a_file_of_another_installation_is_refused(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    world = sealed_world(sql)
    assert command("anchor", str(file)).returncode == 0
    sql.execute("update ledger_settings set created_at = created_at + interval '1 microsecond'")
    happen(sql, world)
    for arguments in (("verify", "--anchor", str(file)), ("anchor", str(file))):
        done = command(*arguments)
        assert done.returncode == 1
        assert "The anchors are those of another installation" in done.stderr


def test_nothing_sealed_is_nothing_to_anchor(
    sql: OwnerConnection, command: Command, file: Path
) -> None:
    spent_world(sql)
    done = command("anchor", str(file))
    assert done.returncode == 1
    assert "No event of the audit log is sealed yet" in done.stderr
    assert not file.exists()
    assert "cannot be written" in command("anchor", str(file / "no" / "folder")).stderr
