"""What `docs/clients.md` says of each client, as it is tried here."""

import re
import shlex
from functools import cache

from tests.clients.watching import Watched
from tests.docs.pages import ROOT, Block, blocks_of

PAGE = ROOT / "docs" / "clients.md"
# What a reader puts their own into.
SERVER, MODELS = "http://localhost:8084", ("gpt-4o-mini", "claude-sonnet-4-6")


@cache
def sections() -> dict[str, list[Block]]:
    """The blocks below each heading of the page that are tried here."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found: dict[str, list[Block]] = {}
    for block in blocks_of(PAGE):
        if block.runs_in == "clients":
            before = [line for line in lines[: block.line] if re.match(r"#{2,3} ", line)]
            found.setdefault(before[-1].lstrip("# "), []).append(block)
    return found


def as_here(text: str, watched: Watched, model: str) -> str:
    """A text of the page with this server, member and model."""
    for word, here in ((SERVER, watched.url), ("$key", watched.key), *((m, model) for m in MODELS)):
        text = text.replace(word, here)
    return text


def settings_of(client: str, watched: Watched, model: str) -> dict[str, str]:
    """The variables that the page exports for a client, and its files by their names."""
    settings: dict[str, str] = {}
    for block in sections()[client]:
        text = as_here(block.text, watched, model)
        if "file" in block.attributes:
            settings[block.attributes["file"]] = text
        elif block.language == "bash":
            words = shlex.split(text.replace("export ", " "))
            settings |= dict(word.split("=", 1) for word in words)
    return settings
