"""A file of anchors is read as it was written, or not at all."""

import fcntl
import resource
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from orgbilling.ledger.anchors import (
    Anchor,
    AnchorUnusable,
    ChainEnd,
    appending,
    head_of,
    last_ends,
    read_anchors,
)

AT = datetime(2026, 4, 10, 3, 40, tzinfo=UTC)
ENDS = tuple(ChainEnd(uuid4(), number, f"{number:064x}", AT) for number in (7, 3, 5))
FIRST = Anchor(uuid4(), AT, 3, 15, head_of(ENDS), ENDS)


def later(first: Anchor, moved: UUID) -> Anchor:
    """An anchor a day later, at which one chain has grown by a seal."""
    ends = {end.org_id: end for end in first.ends}
    end = replace(ends[moved], seal_number=ends[moved].seal_number + 1, hash="a" * 64)
    taken_at = first.taken_at + timedelta(days=1)
    return replace(
        first, taken_at=taken_at, sealed=16, head=head_of((ends | {moved: end}).values()),
        ends=(end,),
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "anchors.jsonl"
    for anchor in (FIRST, later(FIRST, ENDS[1].org_id)):
        with appending(path) as append:
            append(anchor)
    return path


def test_what_is_read_is_what_was_written(file: Path) -> None:
    first, second = read_anchors(file)
    assert (first, second) == (FIRST, later(FIRST, ENDS[1].org_id))
    known = last_ends([first, second])
    assert known[ENDS[1].org_id].end.seal_number == 4
    assert known[ENDS[1].org_id].taken_at == second.taken_at
    assert known[ENDS[0].org_id].taken_at == first.taken_at


def changed(text: str, change: str) -> str:
    lines = text.splitlines(keepends=True)
    return {
        "empty": "",
        "blank": "\n\n",
        "no text": "hello\n",
        "another object": "[]\n",
        "a later version": text.replace('"anchor": 1', '"anchor": 2'),
        "its beginning lost": "".join(lines[1:]),
        "its end lost": "".join(lines[:-1]),
        "half a line": text[:-20],
        "a line lost": "".join(lines[:2] + lines[3:]),
        "a seal changed": text.replace('"seal_number": 7', '"seal_number": 6'),
        "a hash changed": text.replace(f"{7:064x}", f"{8:064x}"),
        "another installation's": text
        + text.replace(str(FIRST.installation_id), "0198c5a2-0000-7000-8000-000000000000"),
    }[change]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("empty", "is empty: no anchor was ever written to it"),
        ("blank", "is empty"),
        ("no text", "line 1: this is no line of an anchor"),
        ("another object", "line 1: this is no line of an anchor"),
        ("a later version", "line 1: this is no line of an anchor"),
        ("its beginning lost", "line 1: the anchor above it is missing"),
        ("its end lost", "anchor 2, of 2026-04-11"),
        ("half a line", "line 6: this is no line of an anchor"),
        ("a line lost", "anchor 1, of 2026-04-10"),
        ("a hash changed", "anchor 1, of 2026-04-10"),
        ("a seal changed", "is not as it was written: lines are missing, or were changed"),
        ("another installation's", "has anchors of several installations"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_refused(
    file: Path, change: str, said: str
) -> None:
    file.write_text(changed(file.read_text(), change))
    with pytest.raises(AnchorUnusable) as refused:
        read_anchors(file)
    assert str(refused.value).startswith(str(file))
    assert said in str(refused.value)


def test_a_file_of_bytes_is_refused(file: Path) -> None:
    file.write_bytes(bytes(range(256)))
    with pytest.raises(AnchorUnusable, match="it is not text"):
        read_anchors(file)


def test_who_adds_an_anchor_does_so_alone(file: Path) -> None:
    before = file.read_bytes()
    with file.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(AnchorUnusable, match="try again"), appending(file) as append:
            append(FIRST)
    assert file.read_bytes() == before


def test_half_an_anchor_is_never_left_behind(file: Path) -> None:
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Room for the first lines only.
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 300, limits[1]))
    try:
        with pytest.raises(AnchorUnusable, match="too large"), appending(file) as append:
            append(FIRST)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before
