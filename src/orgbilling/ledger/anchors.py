"""Anchors of the audit log: the ends of its chains, kept in a file outside the database.

Who owns the database can rewrite a chain and seal it again, or erase its end. A seal that was
written down elsewhere shows it. A file is JSON, an object a line: an anchor, then each chain whose
end is another than at the anchor before. Anchors are only ever added.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Final
from uuid import UUID

_VERSION: Final = 1


class AnchorUnusable(Exception):
    """A file of anchors cannot be used, or no anchor be taken. The text is for the user."""


@dataclass(frozen=True)
class ChainEnd:
    """The last seal of an organization's chain; `hash` is in hex."""

    org_id: UUID
    seal_number: int
    hash: str
    sealed_at: datetime


@dataclass(frozen=True)
class Anchor:
    """The ends of all chains at an instant.

    `head` is the hash of all of them (`head_of`), `sealed` how many events they seal, `ends` those
    that are others than at the anchor before.
    """

    installation_id: UUID
    taken_at: datetime
    chains: int
    sealed: int
    head: str
    ends: tuple[ChainEnd, ...]


@dataclass(frozen=True)
class AnchoredEnd:
    """A chain's end, and when it was anchored."""

    end: ChainEnd
    taken_at: datetime


def head_of(ends: Iterable[ChainEnd]) -> str:
    """Return the SHA-256 (hex) of the ends of chains, which changes with every seal."""
    lines = [
        f"{end.org_id} {end.seal_number} {end.hash}\n"
        for end in sorted(ends, key=lambda end: end.org_id)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def last_ends(anchors: Sequence[Anchor]) -> dict[UUID, AnchoredEnd]:
    """Return each chain's end as it was anchored last."""
    return {
        end.org_id: AnchoredEnd(end, anchor.taken_at) for anchor in anchors for end in anchor.ends
    }


def ends_of(anchors: Sequence[Anchor], org_id: UUID) -> list[AnchoredEnd]:
    """Return every end of one chain that was anchored, the oldest first."""
    return [
        AnchoredEnd(end, anchor.taken_at)
        for anchor in anchors
        for end in anchor.ends
        if end.org_id == org_id
    ]


def read_anchors(path: Path) -> list[Anchor]:
    """Return the anchors of a file, the oldest first.

    Raises:
        AnchorUnusable: it cannot be read, has no anchor, or is not as it was written.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise AnchorUnusable(f"{path} cannot be read ({_reason(error)}).") from error
    except UnicodeDecodeError:
        raise AnchorUnusable(f"{path} is no file of anchors: it is not text.") from None
    if not any(line.strip() for line in lines):
        raise AnchorUnusable(f"{path} is empty: no anchor was ever written to it.")
    anchors = list(_parse(path, lines))
    known: dict[UUID, ChainEnd] = {}
    for number, anchor in enumerate(anchors, start=1):
        known |= {end.org_id: end for end in anchor.ends}
        if len(known) != anchor.chains or head_of(known.values()) != anchor.head:
            raise AnchorUnusable(
                f"{path}: anchor {number}, of {anchor.taken_at.isoformat()}, is not as it was"
                " written: lines are missing, or were changed."
            )
        if anchor.installation_id != anchors[0].installation_id:
            raise AnchorUnusable(f"{path} has anchors of several installations.")
    return anchors


@contextmanager
def appending(path: Path) -> Iterator[Callable[[Anchor], None]]:
    """Yield what adds an anchor to a file, which is made where there is none. Nobody else adds one
    while this lasts; what was added is on disk, or nothing of it.

    Raises:
        AnchorUnusable: it cannot be written, or somebody else adds an anchor to it.
    """
    is_new = not path.exists()
    try:
        with path.open("ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield lambda anchor: _append(file, anchor)
    except BlockingIOError:
        raise AnchorUnusable(f"Somebody else adds an anchor to {path}; try again.") from None
    except OSError as error:
        raise AnchorUnusable(f"{path} cannot be written ({_reason(error)}).") from error
    finally:
        if is_new and path.exists() and path.stat().st_size == 0:
            path.unlink()


def _append(file: FileIO, anchor: Anchor) -> None:
    began = file.seek(0, os.SEEK_END)
    left = "".join(f"{json.dumps(line)}\n" for line in _lines(anchor)).encode()
    try:
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())
    except OSError:
        # Half an anchor would spoil those before it.
        file.truncate(began)
        raise


def _lines(anchor: Anchor) -> Iterator[dict[str, object]]:
    yield {
        "anchor": _VERSION,
        "installation_id": str(anchor.installation_id),
        "taken_at": anchor.taken_at.isoformat(),
        "chains": anchor.chains,
        "sealed": anchor.sealed,
        "head": anchor.head,
    }
    for end in anchor.ends:
        yield {
            "org_id": str(end.org_id),
            "seal_number": end.seal_number,
            "hash": end.hash,
            "sealed_at": end.sealed_at.isoformat(),
        }


def _parse(path: Path, lines: Sequence[str]) -> Iterator[Anchor]:
    first: Anchor | None = None
    ends: list[ChainEnd] = []
    for number, line in enumerate(lines, start=1):
        try:
            found = _parse_line(line)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise AnchorUnusable(f"{path}, line {number}: this is no line of an anchor.") from None
        if isinstance(found, ChainEnd):
            if first is None:
                raise AnchorUnusable(f"{path}, line {number}: the anchor above it is missing.")
            ends.append(found)
            continue
        if first is not None:
            yield replace(first, ends=tuple(ends))
        first, ends = found, []
    if first is not None:
        yield replace(first, ends=tuple(ends))


def _parse_line(line: str) -> Anchor | ChainEnd:
    fields = json.loads(line)
    if "anchor" not in fields:
        return ChainEnd(
            UUID(fields["org_id"]),
            int(fields["seal_number"]),
            bytes.fromhex(fields["hash"]).hex(),
            datetime.fromisoformat(fields["sealed_at"]),
        )
    if fields["anchor"] != _VERSION:
        raise ValueError("an anchor of a later version")
    return Anchor(
        UUID(fields["installation_id"]),
        datetime.fromisoformat(fields["taken_at"]),
        int(fields["chains"]),
        int(fields["sealed"]),
        fields["head"],
        (),
    )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
