"""The pages of the documentation, and the examples in them.

A `bash` or `sql` block is run. A `json` or `text` block directly after it is what it prints. The
info string may carry `exit=N`, the status that the block ends with (0 unless given), and
`in=NAME`, where a test elsewhere runs the block because it needs more than a server: `tests/NAME`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = frozenset({"bash", "sql"})
PRINTED = frozenset({"json", "text"})
# Python blocks are run by a test of their own, and so are the configuration of LiteLLM's proxy
# (tests/litellm) and the servers of a replay (tests/gateway); diagrams are drawn, not run.
OTHER = frozenset({"python", "js", "mermaid", "yaml", "toml", "sh"})
# Who runs the blocks that say `in=`: a folder of tests, and the page that it follows.
ELSEWHERE = {"keycloak": "docs/keycloak.md", "clients": "docs/clients.md"}
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line where its text begins, its text."""

    page: Path
    line: int
    language: str
    attributes: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def runs_in(self) -> str | None:
        """The folder of `tests` that runs this block, where it is not run here."""
        return self.attributes.get("in")

    @property
    def exit_status(self) -> int:
        return int(self.attributes.get("exit", "0"))


@dataclass(frozen=True)
class Example:
    """A block to run, and the block that shows what it prints, if there is one."""

    block: Block
    printed: Block | None


def all_pages() -> list[Path]:
    """README.md, CONTRIBUTING.md, CHANGELOG.md and every page under docs/."""
    first = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*first, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _FENCE.finditer(text):
        language, *attributes = match["info"].split() or [""]
        found.append(
            Block(
                page=page,
                line=text.count("\n", 0, match.start()) + 2,
                language=language,
                attributes=dict(attribute.split("=", 1) for attribute in attributes),
                text=match["text"],
            )
        )
    return found


def examples_of(page: Path) -> list[Example]:
    """The examples of a page, in order."""
    blocks = blocks_of(page)
    return [
        Example(
            block,
            next((after for after in blocks[at + 1 : at + 2] if after.language in PRINTED), None),
        )
        for at, block in enumerate(blocks)
        if block.language in RUN and block.runs_in is None
    ]


def pages_with_examples() -> list[Path]:
    return [page for page in all_pages() if examples_of(page)]
