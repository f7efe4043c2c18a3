"""What a page points to is there."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, all_pages

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([\w./-]+)`")
BASES = (ROOT, ROOT / "src" / "orgbilling")


def anchors(page: Path) -> set[str]:
    """The anchors that a heading gets where the pages are shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_that_is_named_exists(page: Path) -> None:
    """Only names with a folder and an ending are taken for files."""
    named = {
        name
        for name in CODE.findall(page.read_text(encoding="utf-8"))
        if re.search(r"\w/[\w-]+\.(?:py|sql|md|toml)$", name)
    }
    assert not {name for name in named if not any((base / name).exists() for base in BASES)}
