"""Dumps of an installation: written by the program of their time, loaded under any later one.

A dump is an xz file: a manifest (one line of JSON), then for each table its rows as COPY writes
them, ended by a line `\\.`. Beside the dumps lies the SQL of the program that made them, so that a
database comes to their revision with the functions and views of that time, not of this one.
"""

import json
import lzma
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from orgbilling.database.migrations import migrate

FOLDER = Path(__file__).parent / "dumps"
BEFORE_CALENDAR = "0014"
BEFORE_CASH = "0022"
DUMPS = {
    "demo": BEFORE_CALENDAR,
    "lives": BEFORE_CALENDAR,
    "demo_0022": BEFORE_CASH,
    "bills": BEFORE_CASH,
}
"""Each dump, and the revision whose program wrote it."""

Connection = psycopg.Connection[Any]

# A database's own book-keeping is not data: migrating writes it.
_TABLES = """
    select c.relname, array(
        select a.attname::text from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum
    )
    from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition and c.relname not in ('alembic_version', 'schema_objects')
    order by c.relname
"""
_REFERENCES = """
    select f.conrelid::regclass::text, f.confrelid::regclass::text
    from pg_constraint as f
    where f.contype = 'f' and f.conrelid <> f.confrelid and f.conparentid = 0
"""
# Months that a partition stands for; the default one has none.
_MONTHS = """
    select min(right(c.relname, 7)), max(right(c.relname, 7))
    from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'credit_usage_attribution'::regclass and c.relname ~ 'y[0-9]{4}m[0-9]{2}$'
"""


@dataclass(frozen=True)
class Table:
    """A table that had rows, and its columns in the order of the rows' fields."""

    name: str
    columns: list[str]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What a dump holds: tables so that what is referred to comes first."""

    revision: str
    moment: str
    first_month: str
    last_month: str
    tables: list[Table]


def write_dump(owner_url: str, path: Path, moment: str) -> Manifest:
    """Write every row of schema public, in one snapshot; `moment` is what the clock says in it."""
    with psycopg.connect(owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # What is written must be read the same everywhere.
        connection.execute("set timezone = 'UTC'; set datestyle = 'ISO, YMD'")
        manifest = _manifest(connection, moment)
        with lzma.open(path, "wb", preset=9 | lzma.PRESET_EXTREME) as file:
            file.write(json.dumps(asdict(manifest)).encode() + b"\n")
            for table in manifest.tables:
                query = sql.SQL("copy (select {} from {} as t order by t) to stdout")
                with connection.cursor().copy(query.format(*_names(table))) as copy:
                    for block in copy:
                        file.write(block)
                file.write(b"\\.\n")
    return manifest


def _manifest(connection: Connection, moment: str) -> Manifest:
    revision = connection.execute("select version_num from alembic_version").fetchone()
    months = connection.execute(_MONTHS).fetchone()
    assert revision is not None
    assert months is not None
    found = {}
    for name, columns in connection.execute(_TABLES).fetchall():
        count = sql.SQL("select count(*) from {}").format(sql.Identifier(name))
        row = connection.execute(count).fetchone()
        if row is not None and row[0] > 0:
            found[name] = Table(name, columns, row[0])
    order = _in_order(list(found), connection.execute(_REFERENCES).fetchall())
    first, last = (f"{month[:4]}-{month[5:]}-01" for month in months)
    return Manifest(revision[0], moment, first, last, [found[name] for name in order])


def _in_order(names: list[str], references: list[tuple[str, str]]) -> list[str]:
    """Put what is referred to before what refers to it."""
    done: list[str] = []
    while len(done) < len(names):
        ready = [
            name
            for name in names
            if name not in done
            and all(to in done or to not in names for by, to in references if by == name)
        ]
        assert ready, "tables refer to each other in a circle"
        done += ready
    return done


def _names(table: Table) -> tuple[sql.Composable, sql.Composable]:
    return sql.SQL(", ").join(map(sql.Identifier, table.columns)), sql.Identifier(table.name)


def program_of(revision: str) -> Path:
    """Return where the SQL of a revision's program is kept."""
    return FOLDER / f"program_{revision}.tar.xz"


def write_program(sql_root: Path, revision: str) -> None:
    """Keep the SQL of this program beside the dumps: migrations, functions, views, grants."""
    with tarfile.open(program_of(revision), "w:xz", preset=9) as archive:
        for path in sorted(sql_root.rglob("*.sql")):
            archive.add(path, path.relative_to(sql_root).as_posix(), filter=_without_owner)


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def migrate_as_then(owner_url: str, folder: Path, revision: str) -> Path:
    """Bring an empty database to a dump's revision; returns the SQL root of that time."""
    with tarfile.open(program_of(revision)) as archive:
        archive.extractall(folder, filter="data")
    migrate(owner_url, sql_root=folder)
    return folder


def load_dump(owner_url: str, path: Path) -> Manifest:
    """Fill a database of the dump's revision with the dump's rows, and with nothing else.

    Triggers do not fire: they would refuse history, or write what the dump holds already.
    """
    with lzma.open(path, "rb") as file, psycopg.connect(owner_url) as connection:
        manifest = _read_manifest(file)
        revision = connection.execute("select version_num from alembic_version").fetchone()
        assert revision == (manifest.revision,), f"{path.name} belongs to {manifest.revision}"
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "select ensure_usage_partitions(%s, %s)", [manifest.first_month, manifest.last_month]
        )
        # A migration brings rows of its own (plans), which the dump has as they were by then.
        every = sql.SQL(", ").join(sql.Identifier(table.name) for table in manifest.tables)
        connection.execute(sql.SQL("truncate {} cascade").format(every))
        for table in manifest.tables:
            columns, name = _names(table)
            query = sql.SQL("copy {} ({}) from stdin").format(name, columns)
            with connection.cursor() as cursor:
                with cursor.copy(query) as copy:
                    while (line := file.readline()) != b"\\.\n":
                        copy.write(line)
                assert cursor.rowcount == table.rows
        connection.execute("select refresh_closed_usage()")
    return manifest


def _read_manifest(file: IO[bytes]) -> Manifest:
    parts = json.loads(file.readline())
    return Manifest(**{**parts, "tables": [Table(**table) for table in parts["tables"]]})
