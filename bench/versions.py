"""`python -m bench.versions BEFORE`: the quick benchmark of an older commit and of this one.

Both are checked out beside each other and measured alternately on this machine, so that what the
machine does meanwhile falls on both. A figure's ratio is taken within each round; the median of
the rounds is shown, and 1 means equal, more than 1 that this commit is the faster one. What is
the same on both sides is the control of the others: the ratio beside it has the machine's own ups
and downs taken out. The dependencies are those of this commit, for both.

A disk that flushes in 0.4 ms now and in 4 ms then hides what the versions differ in: where the
machine has a file system in memory with 6 GiB of room, both have their data there.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.database import ROOT
from bench.spending import WAYS

FOLDER = ROOT / ".cache" / "bench-versions"
RESULT = ROOT / "bench" / "results" / "versions.md"
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 6 * 1024**3


class Figure(NamedTuple):
    """How many a second, and the figure that is its control; None for a control itself."""

    per_s: float
    control: str | None


Figures = dict[str, Figure]


def git(*words: str) -> str:
    """Run git in this checkout and return what it prints."""
    done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextmanager
def checked_out(revision: str, name: str) -> Iterator[Path]:
    """Make a worktree of a revision anew; it is removed however the block ends."""
    folder = FOLDER / name
    subprocess.run(
        ["git", "worktree", "remove", "--force", str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    git("worktree", "prune")
    git("worktree", "add", "--detach", str(folder), revision)
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


@contextmanager
def data_in_memory(*trees: Path) -> Iterator[bool]:
    """Give the data of worktrees a place in memory; yields whether there is one."""
    # Containers have one of 64 MB, in which PostgreSQL would run out of room.
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < MEMORY_NEEDED:
        yield False
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-versions-", dir=MEMORY))
    # PostgreSQL's own account passes through.
    folder.chmod(0o711)
    try:
        for tree in trees:
            (folder / tree.name).mkdir(mode=0o711)
            (tree / ".cache").symlink_to(folder / tree.name)
        yield True
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(tree: Path) -> dict[str, Any]:
    """Run the quick benchmark of a worktree and return its document.

    Raises `subprocess.CalledProcessError` where the run failed or its ledger did not add up.
    """
    environment = {**os.environ, "BENCH_QUICK": "versions", "PYTHONPATH": f"{tree / 'src'}:{tree}"}
    subprocess.run(
        [sys.executable, "-m", "bench"],
        cwd=tree,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    result = tree / "bench" / "results" / "quick" / "results.json"
    document: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return document


def figures(document: dict[str, Any]) -> Figures:
    """Return the figures of a document by name, each so that more is faster."""
    found: Figures = {}
    for cell in document["spending"]:
        place = f"{cell['title']}, callers: {cell['callers']}"
        names = {way: f"{WAYS[way]}, {place}" for way in cell["ways"]}
        plain = next(name for name in names.values() if name.startswith("(a)"))
        for way, series in cell["ways"].items():
            found[names[way]] = Figure(series["per_s"], None if names[way] == plain else plain)
    for cell in document["http"]:
        names = {
            route: f"HTTP {route}, connections: {cell['connections']}" for route in cell["routes"]
        }
        for route, series in cell["routes"].items():
            control = None if route.startswith("empty") else names["empty"]
            found[names[route]] = Figure(series["per_s"], control)
    for column in document["reads"]:
        empty = f"an empty route, {column['title']}"
        for name, sample in column["requests"].items():
            full = f"{name}, {column['title']}"
            found[full] = Figure(1000 / sample["p50_ms"], None if full == empty else empty)
    return found


def ratios(name: str, rounds: list[tuple[Figures, Figures]]) -> list[float]:
    """Return a figure's ratio of each round."""
    return [new[name].per_s / old[name].per_s for old, new in rounds]


def row(name: str, rounds: list[tuple[Figures, Figures]]) -> str:
    """Return the line of one figure."""
    own = ratios(name, rounds)
    before, now = (
        statistics.median(side[name].per_s for side in sides) for sides in zip(*rounds, strict=True)
    )
    cells = [name, f"{before:,.0f}", f"{now:,.0f}", f"{statistics.median(own):.2f}"]
    control = rounds[0][0][name].control
    if control is None:
        cells += ["control", f"{min(own):.2f}, {max(own):.2f}"]
    else:
        beside = [one / other for one, other in zip(own, ratios(control, rounds), strict=True)]
        cells += [f"**{statistics.median(beside):.2f}**", f"{min(beside):.2f}, {max(beside):.2f}"]
    return f"| {' | '.join(cells)} |"


def table(before: str, rounds: list[tuple[Figures, Figures]], *, in_memory: bool) -> str:
    """Return the page: each figure of both, its ratio, and how far the rounds' ratios lie apart."""
    lines = [
        "# This commit beside an older one",
        "",
        f"`{git('rev-parse', '--short', 'HEAD')}` beside `{before}`, {len(rounds)} rounds of "
        "`python -m bench.versions`, alternately; medians"
        f"{', both with their data in memory' if in_memory else ''}. A ratio is of one round, and "
        "above 1 where this commit is the faster one. The plain function and the empty routes are "
        "the control, for nothing of them changed: the ratio beside it is a figure's own divided "
        "by that of its control in the same round.",
        "",
        "| a second | before | now | now / before | beside its control | lowest, highest round |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    common = [
        name for name in rounds[0][0] if all(name in side for pair in rounds for side in pair)
    ]
    return "\n".join([*lines, *(row(name, rounds) for name in common)]) + "\n"


def main() -> int:
    """Measure both alternately and write `bench/results/versions.md`."""
    parser = argparse.ArgumentParser(prog="python -m bench.versions", description=__doc__)
    parser.add_argument("before", help="the older commit")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    rounds: list[tuple[Figures, Figures]] = []
    with (
        checked_out(given.before, "before") as old,
        checked_out("HEAD", "now") as new,
        data_in_memory(old, new) as in_memory,
    ):
        # Both are measured for as long.
        shutil.copy(new / "bench" / "plan.py", old / "bench" / "plan.py")
        for number in range(given.rounds):
            # Who goes first changes, so that a machine that warms or tires falls on both.
            order = [old, new] if number % 2 == 0 else [new, old]
            documents = {tree: figures(measured(tree)) for tree in order}
            rounds.append((documents[old], documents[new]))
            page = table(given.before, rounds, in_memory=in_memory)
            RESULT.write_text(page, encoding="utf-8")
            print(f"round {number + 1} of {given.rounds} is measured", flush=True)
    print(RESULT.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
