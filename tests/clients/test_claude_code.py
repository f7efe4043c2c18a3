"""Claude Code for a member: it talks, uses tools, and is charged what the provider counted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.agents import Done, run_agent
from tests.clients.programs import HERE
from tests.clients.provider.questions import AFTER_A_TOOL, WORDS
from tests.clients.test_calls import told
from tests.clients.watching import Watched

PROGRAM = HERE / "node" / "node_modules" / ".bin" / "claude"
# By whom it is served: one that speaks messages, one that speaks chat completions.
MODELS = {"passed on": "claude-test", "translated": "claude-chat"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


def run_claude(watched: Watched, model: str, folder: Path, prompt: str, *more: str) -> Done:
    environment = {
        "ANTHROPIC_BASE_URL": watched.url,
        "ANTHROPIC_AUTH_TOKEN": watched.key,
        "ANTHROPIC_MODEL": model,
        "ANTHROPIC_DEFAULT_HAIKU_MODEL": model,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    command = [str(PROGRAM), "-p", prompt, "--output-format", "json", *more]
    return run_agent(command, folder, **environment)


def result_of(done: Done) -> dict[str, Any]:
    assert done.status == 0, done
    result: dict[str, Any] = json.loads(done.output)
    return result


@pytest.mark.parametrize("way", MODELS)
def test_it_answers(watch: Callable[..., Watched], folder: Path, way: str) -> None:
    watched = watch()
    result = result_of(run_claude(watched, MODELS[way], folder, told(cached=True)))
    assert (result["result"], result["num_turns"]) == (WORDS, 1)
    watched.assert_exact()


@pytest.mark.parametrize("way", MODELS)
def test_it_runs_a_command(watch: Callable[..., Watched], folder: Path, way: str) -> None:
    watched = watch()
    arguments = {"command": "echo 42 > made.txt", "description": "Make a file"}
    prompt = told(tool="Bash", arguments=arguments, cached=True)
    result = result_of(run_claude(watched, MODELS[way], folder, prompt, "--allowedTools", "Bash"))
    assert (result["result"], result["num_turns"]) == (AFTER_A_TOOL, 2)
    assert (folder / "made.txt").read_text() == "42\n"
    watched.assert_exact()
