"""What the page of the clients shows of a program runs as it stands, with its own settings."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.page import as_here, sections, settings_of
from tests.clients.programs import CLIENTS, HERE, bare_environment, node_folder
from tests.clients.provider.questions import WORDS
from tests.clients.sdks import LITELLM_PYTHON, NO_DOWNLOADS
from tests.clients.watching import Watched

MORE = pytest.mark.more_clients
NODE = [str(node_folder() / "node"), "--input-type=module", "-"] if CLIENTS.exists() else []
OURS = [sys.executable, "-"]
# How the program of a section is started, where, and with which model.
PROGRAMS = {
    "OpenAI's SDKs": (OURS, HERE, "gpt-test"),
    "Anthropic's SDKs": (OURS, HERE, "claude-chat"),
    "AI SDK": (NODE, HERE / "node_more", "gpt-test"),
    "LangChain": ([str(CLIENTS / "bin" / "python"), "-"], HERE, "gpt-test"),
    "LiteLLM's SDK": ([str(LITELLM_PYTHON), "-"], HERE, "gpt-test"),
}
AT_LANDING = ("OpenAI's SDKs", "Anthropic's SDKs")


@pytest.mark.parametrize(
    "client",
    [pytest.param(name, marks=[] if name in AT_LANDING else MORE) for name in PROGRAMS],
)
def test_the_program_of_a_section_runs(
    watch: Callable[..., Watched], tmp_path: Path, client: str
) -> None:
    watched = watch(f"the page's {client}", "program")
    command, folder, model = PROGRAMS[client]
    [program] = [block for block in sections()[client] if block.language in ("python", "js")]
    settings = settings_of(client, watched, model)
    environment = {"ORGBILLING_KEY": watched.key, **NO_DOWNLOADS, **settings}
    done = subprocess.run(
        command,
        cwd=folder,
        env=bare_environment(tmp_path, **environment),
        input=as_here(program.text, watched, model),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout == f"{WORDS}\n", done.stderr
    watched.assert_exact()


def test_every_section_is_tried() -> None:
    agents = {"Claude Code", "Codex", "aider"}
    assert set(sections()) == set(PROGRAMS) | agents
