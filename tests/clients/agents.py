"""Programs that work by themselves: each is started with a task, and ends when it is done."""

import base64
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.clients.page import settings_of
from tests.clients.programs import HERE, bare_environment
from tests.clients.prompts import PNG, told
from tests.clients.provider.questions import ANSWER
from tests.clients.watching import Watched
from tests.docs.pages import ROOT

# One tries for a minute whatever it is told.
DONE_WITHIN_S = 240
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
    "additionalProperties": False,
}
FILE, PICTURE, SCHEMA_FILE = "made.txt", "picture.png", "schema.json"


@dataclass(frozen=True)
class Done:
    """How a program ended, and what it printed."""

    status: int
    output: str
    log: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it printed, where each line is JSON."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]


class Agent:
    """A program, as a row of the table; its settings are those of the page."""

    client: ClassVar[str]
    program: ClassVar[Path]
    kinds: ClassVar[tuple[str, ...]]
    marks: ClassVar[tuple[pytest.MarkDecorator, ...]] = (pytest.mark.more_clients,)
    # What the provider is told for a kind of work, and for all others.
    orders: ClassVar[dict[str, dict[str, Any]]] = {}
    usual_orders: ClassVar[dict[str, Any]] = {"cached": True}
    # Where its settings are, in its home.
    settings_folder: ClassVar[str] = "."
    # How often it asks where it is told that nobody can pay, or that a failure was charged.
    requests_refused: ClassVar[int] = 1
    requests_charged: ClassVar[int] = 1

    def __init__(self, model: str, way: str) -> None:
        self.model = model
        self.name = f"{self.client}, {way}"

    def command(self, kind: str, prompt: str) -> list[str]:
        """How it is started in a folder that has the files."""
        raise NotImplementedError

    def said(self, done: Done) -> str:
        """What it says at its end."""
        raise NotImplementedError

    def structured(self, done: Done) -> Any:
        """What it says at its end, where a schema says how that looks."""
        return json.loads(self.said(done))

    def version(self, folder: Path) -> str:
        printed = run([str(self.program), "--version"], folder, {}).output
        return next(word for word in printed.split() if word[0].isdigit())

    def work(
        self, watched: Watched, folder: Path, kind: str = "chat", prompt: str | None = None
    ) -> Done:
        """Run it in an empty folder until it ends."""
        (folder / FILE).write_text("41\n")
        (folder / PICTURE).write_bytes(base64.b64decode(PNG))
        (folder / SCHEMA_FILE).write_text(json.dumps(SCHEMA))
        settings = settings_of(self.client, watched, self.model)
        kept = folder.parent / "home" / self.settings_folder
        kept.mkdir(parents=True, exist_ok=True)
        for name in [name for name in settings if "." in name]:
            (kept / name).write_text(settings.pop(name))
        asked = prompt or told(**self.orders.get(kind, self.usual_orders))
        return run(self.command(kind, asked), folder, settings)


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Done:
    done = subprocess.run(
        command,
        cwd=folder,
        env=bare_environment(folder.parent / "home", **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DONE_WITHIN_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


class ClaudeCode(Agent):
    """Anthropic's."""

    client = "Claude Code"
    program = HERE / "node" / "node_modules" / ".bin" / "claude"
    kinds = ("chat", "stream", "tools", "structured", "vision")
    marks = ()
    orders: ClassVar = {
        "tools": {
            "tool": "Bash",
            "arguments": {"command": f"echo 42 > {FILE}", "description": "Write"},
            "cached": True,
        },
        "structured": {"tool": "StructuredOutput", "arguments": ANSWER},
        "vision": {"tool": "Read", "arguments": {"file_path": PICTURE}},
    }

    def command(self, kind: str, prompt: str) -> list[str]:
        how = ["--output-format", "json", "--allowedTools", "Bash,Read"]
        if kind == "stream":
            how[1:2] = ["stream-json", "--verbose", "--include-partial-messages"]
        if kind == "structured":
            how += ["--json-schema", json.dumps(SCHEMA)]
        return [str(self.program), "-p", prompt, *how]

    def said(self, done: Done) -> str:
        return str(done.lines[-1]["result"])

    def structured(self, done: Done) -> Any:
        return done.lines[-1]["structured_output"]


class Codex(Agent):
    """OpenAI's. It always asks for streams."""

    client = "Codex"
    program = HERE / "node_more" / "node_modules" / ".bin" / "codex"
    kinds = ("stream", "tools", "structured", "vision")
    orders: ClassVar = {
        "tools": {
            "tool": "exec_command",
            "arguments": {"cmd": f"echo 42 > {FILE}"},
            "cached": True,
        },
    }
    settings_folder = ".codex"
    # Its retries of requests look at the status alone; the page allows it one.
    requests_charged = 2

    def command(self, kind: str, prompt: str) -> list[str]:
        more = {
            "tools": ["--sandbox", "danger-full-access"],
            "structured": ["--output-schema", SCHEMA_FILE],
            "vision": ["--image", PICTURE],
        }.get(kind, [])
        return [str(self.program), "exec", "--skip-git-repo-check", "--json", *more, "--", prompt]

    def said(self, done: Done) -> str:
        items = [line["item"] for line in done.lines if line["type"] == "item.completed"]
        return [str(item["text"]) for item in items if item["type"] == "agent_message"][-1]


class Aider(Agent):
    """It edits a file by what the model says; it knows no tools. Whatever fails it tries again for
    a minute, and no setting of it says otherwise."""

    client = "aider"
    program = ROOT / ".venv-aider" / "bin" / "aider"
    kinds = ("chat", "stream")
    edit = f"{FILE}\n```\n<<<<<<< SEARCH\n41\n=======\n42\n>>>>>>> REPLACE\n```\n"
    usual_orders: ClassVar = {"text": edit}
    requests_refused = requests_charged = 9

    def command(self, kind: str, prompt: str) -> list[str]:
        streams = "--stream" if kind == "stream" else "--no-stream"
        how = [streams, "--yes-always", "--no-git", "--edit-format", "diff", "--no-pretty"]
        return [str(self.program), *how, "--message", prompt, FILE]

    def said(self, done: Done) -> str:
        return done.output


AGENTS = (
    ClaudeCode("claude-test", "passed on"),
    ClaudeCode("claude-chat", "translated"),
    Codex("gpt-test", "responses"),
    Aider("gpt-test", "chat completions"),
)
