"""Every example of the documentation does what its page says, on a server that a reader has."""

import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.docs.conftest import Reader
from tests.docs.matching import Comparison
from tests.docs.pages import (
    ELSEWHERE,
    OTHER,
    PRINTED,
    ROOT,
    RUN,
    Example,
    all_pages,
    blocks_of,
    examples_of,
)
from tests.docs.pages import pages_with_examples as pages

# As the pages say: psql "$(orgbilling db url)". Asked once a page, because it takes a second.
PSQL = 'psql "${url:=$(orgbilling db url)}" --no-psqlrc --quiet --set ON_ERROR_STOP=1'


def script_of(examples: list[Example], mark: str) -> str:
    """One script, because what an example sets the next one uses; a line of marks after each."""
    parts = ["set -euo pipefail"]
    for number, example in enumerate(examples):
        text = example.block.text
        if example.block.language == "sql":
            text = f"{PSQL} <<'END_OF_SQL'\n{text}END_OF_SQL\n"
        if example.block.exit_status:
            text = f"set +e\n{text}"
        parts.append(f"{text}printf '\\n{mark} %s {number}\\n' $?\nset -e")
    return "\n".join(parts)


def run_page(reader: Reader, examples: list[Example]) -> list[tuple[int | None, str]]:
    """Run the examples in order; returns the exit status (None: not reached) and output of each."""
    mark = uuid.uuid4().hex
    done = subprocess.run(
        ["bash", "-c", reader.as_run(script_of(examples, mark))],
        cwd=reader.folder,
        env=reader.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=90,
        check=False,
    )
    results: list[tuple[int | None, str]] = []
    rest = reader.as_shown(done.stdout)
    for _ in examples:
        output, found, rest = rest.partition(f"\n{mark} ")
        status, _, rest = rest.partition("\n")
        results.append((int(status.split()[0]) if found else None, output))
    return results


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_print_what_the_page_shows(reader: Reader, page: Path) -> None:
    examples = examples_of(page)
    comparison = Comparison()
    wrong: list[str] = []
    for example, (status, output) in zip(examples, run_page(reader, examples), strict=True):
        block = example.block
        if status is None:
            wrong.append(f"{block.place}: it stopped here, with:\n{output}")
            break
        if status != block.exit_status:
            wrong.append(f"{block.place}: exit status {status}, with:\n{output}")
        if example.printed is not None:
            shown = example.printed
            difference = comparison.difference(shown.language, shown.text, output)
            if difference:
                wrong.append(f"{shown.place}: {difference}")
    assert not wrong, "\n\n".join(wrong)


def test_no_block_is_left_unexecuted() -> None:
    """Every block is run, is the output of one that is run, or is of a kind named in `pages`."""
    unknown: list[str] = []
    for page in all_pages():
        printed = [example.printed for example in examples_of(page)]
        unknown += [
            f"{block.place}: {block.language or 'no language'}"
            for block in blocks_of(page)
            if not (
                block.language in RUN | OTHER or (block.language in PRINTED and block in printed)
            )
        ]
        unknown += [
            f"{block.place}: in={block.runs_in}"
            for block in blocks_of(page)
            if block.runs_in and ELSEWHERE.get(block.runs_in) != str(page.relative_to(ROOT))
        ]
    assert not unknown


def test_a_python_example_runs() -> None:
    """What another application writes to include OrgBilling."""
    blocks = [
        block
        for page in all_pages()
        for block in blocks_of(page)
        if block.language == "python" and block.runs_in is None
    ]
    assert blocks
    for block in blocks:
        names: dict[str, Any] = {}
        exec(compile(block.text, block.place, "exec"), names)
        assert "/api/v1/org-billing/credits/{org_id}/deduct" in names["app"].openapi()["paths"]
