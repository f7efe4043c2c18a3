"""A migrated cluster that is kept between test sessions, for whoever does not want to wait.

`make quick` uses it; the lanes of `make test` migrate anew. It is kept under the hash of whatever
it was made from, and copied into each session's folder before that one's server starts.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "clusters"
MADE_FROM = ("src/orgbilling/sql", "src/orgbilling/database", "requirements.lock")
KEPT = 4
"""How many are kept: two changes of the SQL on both versions of PostgreSQL."""


def is_wanted() -> bool:
    """Return whether this session is to use a kept cluster."""
    return os.environ.get("ORGBILLING_TEST_KEEP_CLUSTER") == "1"


def bring_cluster(folder: Path, version: int, make: Callable[[Path], None]) -> None:
    """Put a stopped, migrated cluster into `folder`; `make` makes one where none is kept."""
    kept = CACHE / f"{version}-{_hash(version)}"
    if not kept.exists():
        make(folder)
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        _copy(folder, fresh)
        # The name appears only when the copy is whole.
        fresh.replace(kept)
        _prune()
        return
    os.utime(kept)
    _copy(kept, folder)


def _copy(source: Path, target: Path) -> None:
    # With owners: PostgreSQL's own account has the files where tests run as root.
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _prune() -> None:
    by_use = sorted(CACHE.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_use[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _hash(version: int) -> str:
    # Partitions are made for the months from now on.
    digest = hashlib.sha256(f"{version} {datetime.now(UTC):%Y-%m}".encode())
    for path in _files():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> Iterable[Path]:
    for name in MADE_FROM:
        place = ROOT / name
        found = [place] if place.is_file() else place.rglob("*")
        yield from sorted(
            path for path in found if path.is_file() and path.suffix not in {".pyc", ".pyo"}
        )
