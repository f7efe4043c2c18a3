"""The table of the clients has all of them, each in the version that is installed."""

import json

import pytest

from tests.clients.agents import AGENTS
from tests.clients.programs import HERE
from tests.clients.sdks import SDKS
from tests.docs.pages import ROOT

TABLE = ROOT / "bench" / "results" / "clients.md"


def rows() -> dict[str, list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells if len(row) > 5}


def test_each_client_has_a_row_and_an_exact_ledger() -> None:
    found = rows()
    assert list(found)[2:] == [each.name for each in (*SDKS, *AGENTS)]
    assert {name for name, row in found.items() if row[-1] == "yes"} == set(list(found)[2:])


@pytest.mark.parametrize(
    ("name", "folder", "package"),
    [
        ("openai-node, responses", "node", "openai"),
        ("Anthropic SDK for Node, passed on", "node", "@anthropic-ai/sdk"),
        ("Claude Code, translated", "node", "@anthropic-ai/claude-code"),
        ("AI SDK, openai", "node_more", "ai"),
        ("Codex, responses", "node_more", "@openai/codex"),
    ],
)
def test_the_version_is_the_pinned_one(name: str, folder: str, package: str) -> None:
    pinned = json.loads((HERE / folder / "package.json").read_text())["dependencies"]
    assert rows()[name][0] == pinned[package]
