"""What of a request's body goes to a provider: what its family knows, and nothing that crosses
organizations, chooses who answers, or costs a fee without a bound."""

import json
from typing import Any

import pytest

from orgbilling.gateway.request_dialects import KINDS, Kind, known_multipliers, request_dialect
from orgbilling.gateway.requests import read_request
from orgbilling.kernel.errors import Invalid
from tests.gateway.bodies import (
    CLIENTS,
    FAMILIES,
    FOREIGN,
    PATHS,
    ROUTES,
    USER,
    item,
    part,
    refusal_of,
    sent_by,
)
from tests.gateway.conftest import Caller, Provider, told


@pytest.mark.parametrize(("kind", "body", "param"), FOREIGN)
@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_goes_on_that_is_kept_at_a_provider(
    kind: Kind, body: dict[str, Any], param: str, family: str
) -> None:
    top = param.partition(".")[0].partition("[")[0]
    dialect = request_dialect(family)
    if top not in dialect.bodies[kind].fields and top not in dialect.objects:
        # The family does not have the field at all.
        assert top not in sent_by(kind, body, family)
        return
    error = refusal_of(kind, body, family)
    assert (error.code, error.fields["param"]) == ("invalid_request", param)


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("path", ["chat/completions", "completions", "embeddings", "responses"])
def test_who_answers_is_not_chosen_in_a_body(
    caller: Caller, upstream: Provider, name: str, path: str
) -> None:
    before = upstream.count()
    error = caller.ask(path=path, **{name: ROUTES[name]})
    assert error.status_code == 400
    assert error.json()["error"]["code"] == "invalid_request"
    assert error.json()["error"]["param"] == name
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)
    # Nothing is chosen by what is empty: some clients send every field they have.
    assert caller.ask(path=path, **{name: None}).status_code == 200
    assert name not in upstream.asked()[-1]["body"]


@pytest.mark.parametrize(
    "tool",
    [
        "web_search", "web_search_preview", "code_interpreter", "file_search", "computer",
        "computer_use_preview", "image_generation", "mcp", "shell",
    ],
)  # fmt: skip
def test_a_tool_with_a_fee_is_refused_until_a_price_has_it(
    caller: Caller, upstream: Provider, tool: str
) -> None:
    before = upstream.count()
    answer = caller.ask(path="responses", tools=[{"type": "function", "name": "f"}, {"type": tool}])
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "tool_not_priced")
    assert error["param"] == "tools[1]"
    assert upstream.count() == before


def test_searches_are_refused_wherever_they_are_asked_for() -> None:
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("openai", {"web_search_options": {}}),
        ("xai", {"search_parameters": {"mode": "on"}}),
        (
            "moonshot",
            {"tools": [{"type": "builtin_function", "function": {"name": "$web_search"}}]},
        ),
        ("openai", {"tools": [{"type": "namespace", "name": "n", "tools": [{"type": "mcp"}]}]}),
    ]
    for family, fields in bodies:
        error = refusal_of("chat/completions", {"messages": [USER], **fields}, family)
        assert error.code == "tool_not_priced"


def test_an_unknown_type_is_named_and_the_known_are_told() -> None:
    for kind, body, param in (
        ("chat/completions", part({"type": "video_url"}), "messages[0].content[0].type"),
        ("chat/completions", {"messages": [USER], "tools": [{"type": "x"}]}, "tools[0].type"),
        ("chat/completions", {"messages": [USER], "tools": [{"google_search": {}}]},
         "tools[0].type"),
        ("responses", item({"type": "computer_call", "id": "cu_1"}), "input[1].type"),
    ):  # fmt: skip
        error = refusal_of(kind, body)  # type: ignore[arg-type]
        assert error.fields["param"] == param
        assert "must be one of" in error.detail


@pytest.mark.parametrize("name", sorted(known_multipliers()))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("family", FAMILIES)
def test_what_multiplies_answers_is_counted_or_refused(name: str, kind: Kind, family: str) -> None:
    body = {"model": "m", PATHS.get(kind, "input"): "x", name: 3}
    request = read_request(kind, json.dumps(body).encode(), 3)
    if name in request_dialect(family).answers[kind]:
        assert request.fit(family).answers == 3
        assert json.loads(request.forwarded("m", 5, family))[name] == 3
        return
    for passes_through in (False, True):
        with pytest.raises(Invalid) as error:
            request.fit(family, passes_through=passes_through)
        assert error.value.fields["param"] == name


def test_a_stored_thought_is_left_out_and_an_item_comes_without_its_id() -> None:
    """What openai-agents and the AI SDK send back of an answer that was stored."""
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    sent = sent_by(
        "responses",
        {
            "input": [
                {"role": "user", "content": "x"},
                {"type": "reasoning", "id": "rs_1", "summary": []},
                {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "e"},
                {**call, "id": "fc_1", "status": "completed"},
                {"type": "function_call_output", "id": "o", "call_id": "c", "output": "42"},
                {
                    "type": "message", "role": "assistant", "id": "msg_1", "status": "completed",
                    "content": [{"type": "output_text", "text": "y", "annotations": []}],
                },
            ]
        },
    )  # fmt: skip
    assert sent["input"] == [
        {"role": "user", "content": "x"},
        {"type": "reasoning", "summary": [], "encrypted_content": "e"},
        {**call, "status": "completed"},
        {"type": "function_call_output", "call_id": "c", "output": "42"},
        {
            "type": "message", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "y", "annotations": []}],
        },
    ]  # fmt: skip


@pytest.mark.parametrize("client", CLIENTS)
def test_what_real_clients_send_goes_on_as_it_is(client: str) -> None:
    kind, body = CLIENTS[client]
    request = read_request(kind, json.dumps({"model": "m", **body}).encode(), 3)
    sent = json.loads(request.forwarded("m", None))
    assert request.fit().dropped == []
    assert {name: sent[name] for name in body} == body


def test_codex_offers_a_search_of_an_index_and_works_without_one(
    caller: Caller, upstream: Provider
) -> None:
    """It offers it in every request, also where it is switched off (openai/codex 10119): to refuse
    it would be to refuse Codex."""
    search = {"type": "web_search", "external_web_access": False}
    answer = caller.ask(path="responses", tools=[{"type": "function", "name": "f"}, search])
    assert answer.status_code == 200
    assert answer.headers["x-dropped-fields"] == "tools[1]"
    assert upstream.asked()[-1]["body"]["tools"] == [{"type": "function", "name": "f"}]
    alone = caller.ask(path="responses", tools=[search], tool_choice="auto")
    assert alone.status_code == 200
    assert upstream.asked()[-1]["body"].keys().isdisjoint({"tools", "tool_choice"})


def test_where_all_is_passed_through_the_fields_of_no_family_go_on_and_no_others() -> None:
    body = {"messages": [{**USER, "weight": 1}], "chat_template_kwargs": {"x": 1}}
    assert "chat_template_kwargs" not in sent_by("chat/completions", body)
    sent = sent_by("chat/completions", body, passes_through=True)
    assert sent["chat_template_kwargs"] == {"x": 1}
    assert sent["messages"] == body["messages"]
    for kind, foreign, param in FOREIGN:
        request = read_request(kind, json.dumps({"model": "m", **foreign}).encode(), 3)
        with pytest.raises(Invalid) as error:
            request.fit(passes_through=True)
        assert error.value.fields["param"] == param
    for name, value in ROUTES.items():
        request = read_request(
            "chat/completions", json.dumps({"model": "m", **body, name: value}).encode(), 3
        )
        with pytest.raises(Invalid):
            request.fit(passes_through=True)


def test_a_call_is_told_what_was_left_out(caller: Caller, upstream: Provider) -> None:
    answer = caller.ask(**{"new field\n\u20ac": 1, "prediction": {"type": "content"}})
    assert answer.status_code == 200
    assert answer.headers["x-dropped-fields"] == "new field??, prediction"
    assert set(upstream.asked()[-1]["body"]) == {"model", "messages", "max_completion_tokens"}
    assert "x-dropped-fields" not in caller.ask(messages=told()).headers
