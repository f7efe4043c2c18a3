"""Programs that work by themselves do their work, and are charged what the provider counted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.agents import AGENTS, DONE_WITHIN_S, FILE, Agent, Aider, ClaudeCode
from tests.clients.prompts import SILENT_MS, failing
from tests.clients.provider.questions import AFTER_A_TOOL, ANSWER, WORDS
from tests.clients.watching import Watched

pytestmark = pytest.mark.timeout(DONE_WITHIN_S + 60)
Watch = Callable[..., Watched]
EACH_AGENT = pytest.mark.parametrize(
    "agent", [pytest.param(agent, id=agent.name, marks=agent.marks) for agent in AGENTS]
)


def works() -> list[Any]:
    return [
        pytest.param(agent, kind, id=f"{agent.name}-{kind}", marks=agent.marks)
        for agent in AGENTS
        for kind in agent.kinds
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.mark.parametrize(("agent", "kind"), works())
def test_an_agent_does_its_work(watch: Watch, folder: Path, agent: Agent, kind: str) -> None:
    watched = watch(agent.name, kind)
    watched.note("version", agent.version(folder))
    done = agent.work(watched, folder, kind)
    assert done.status == 0, done
    if kind == "structured":
        assert agent.structured(done) == ANSWER
    elif isinstance(agent, Aider):
        assert f"Applied edit to {FILE}" in agent.said(done)
    else:
        used_a_tool = len(watched.asked()) > 1
        assert agent.said(done) == (AFTER_A_TOOL if used_a_tool else WORDS)
    is_changed = kind == "tools" or isinstance(agent, Aider)
    assert (folder / FILE).read_text() == ("42\n" if is_changed else "41\n")
    assert watched.asked()[-1]["pictures"] == (1 if kind == "vision" else 0)
    if kind == "stream":
        assert all(asked["streams"] for asked in watched.asked())
    if kind == "stream" and isinstance(agent, ClaudeCode):
        events = [line["event"]["type"] for line in done.lines if line["type"] == "stream_event"]
        assert events.count("content_block_delta") == len(WORDS.split())
    watched.assert_exact()


@EACH_AGENT
def test_who_cannot_pay_hears_it_and_does_not_ask_again(
    watch: Watch, folder: Path, agent: Agent
) -> None:
    watched = watch(agent.name, "errors", "0.001")
    done = agent.work(watched, folder)
    said = " ".join((done.output + done.log).split())
    assert "remaining credits do not cover" in said, done
    expected = agent.requests_refused
    assert (watched.posts(expected), watched.asked()) == (expected, [])
    if expected > 1:
        watched.note("note", f"asks {expected} times, nothing is charged")
    watched.assert_exact()


@EACH_AGENT
def test_what_may_pass_is_tried_again_and_charged_once(
    watch: Watch, folder: Path, agent: Agent
) -> None:
    watched = watch(agent.name, "retries")
    prompt = failing(status=503, **agent.orders.get("chat", agent.usual_orders))
    done = agent.work(watched, folder, prompt=prompt)
    assert done.status == 0, done
    assert watched.posts(2) == len(watched.asked()) == 2
    watched.assert_exact()


@EACH_AGENT
def test_a_failure_that_was_charged_is_not_tried_again(
    watch: Watch, folder: Path, agent: Agent
) -> None:
    watched = watch(agent.name, "charged failures")
    done = agent.work(watched, folder, prompt=failing(9, silent_ms=SILENT_MS))
    said = " ".join((done.output + done.log).split())
    assert "did not begin to answer" in said, done
    expected = agent.requests_charged
    assert watched.posts(expected) == len(watched.asked()) == expected
    if expected > 1:
        watched.note("note", f"asks {expected} times, each is charged")
    watched.assert_failures_charged(agent.model, expected)
