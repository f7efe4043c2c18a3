"""What a page points to is there."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from orgbilling.cli import app
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


def test_every_package_has_its_place_in_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "orgbilling"
    parts = {path.stem for path in source.iterdir() if not path.name.startswith(("_", "py."))}
    assert not {part for part in parts if not re.search(rf"\b{part}\b", page)}


def test_a_command_that_is_named_exists() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in all_pages())
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`make ([\w-]+)`", text)) <= targets
    # The examples run against `orgbilling serve`, which is what `make run` ends with.
    assert re.search(
        r"^run: install ui\n\t@exec \$\(BIN\)/orgbilling serve$", makefile, re.MULTILINE
    )
    known = commands(get_command(app))
    named = re.findall(
        r"\borgbilling ((?:audit |calendar |db |ledger |prices )?[a-z]+)\b(?=[`\s\"')|])", text
    )
    # `from orgbilling import router` is no command.
    assert set(named) - {"import"} <= known


def commands(group: Any, prefix: str = "") -> set[str]:
    """The names of all commands, "db url" for one of a group."""
    found: set[str] = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= commands(command, f"{name} ") if inner else {f"{prefix}{name}"}
    return found
