"""A stream of chat completion chunks becomes the events of a message, wherever it is split."""

import json
from itertools import pairwise
from typing import Any

import anthropic
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.messages.translate_answer import translate_answer
from orgbilling.gateway.messages.translate_request import Wanted
from orgbilling.gateway.messages.translate_stream import StreamTranslator
from tests.gateway.messages.builders import usage_of

WANTED = Wanted("asked-model", ("END",), shows_thinking=True)
USAGE = {
    "prompt_tokens": 90,
    "completion_tokens": 40,
    "prompt_tokens_details": {"cached_tokens": 7},
}
HEAD = {"id": "c1", "model": "its-model"}


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def piece(index: int | None, arguments: str, call_id: str | None = None, name: str = "f") -> Any:
    function: dict[str, Any] = {"arguments": arguments}
    made: dict[str, Any] = {"function": function}
    if index is not None:
        made["index"] = index
    if call_id is not None:
        made.update(id=call_id, type="function")
        function["name"] = name
    return made


def tool(*pieces: Any) -> dict[str, Any]:
    return chunk(tool_calls=list(pieces))


def written(documents: list[Any], end: str = "\n", *, has_lines: bool = False) -> bytes:
    """Events; with `has_lines` their data have two lines each, which a reader joins."""
    texts = [each if isinstance(each, str) else json.dumps(each) for each in documents]
    if has_lines:
        texts = [text.replace(", ", f",{end}data: ", 1) for text in texts]
    return b"".join(f"data: {text}{end}{end}".encode() for text in texts)


ENDING = [chunk("stop"), {**HEAD, "choices": [], "usage": USAGE}, "[DONE]"]


def translated(blob: bytes, cuts: list[int] | None = None, wanted: Wanted = WANTED) -> bytes:
    translator = StreamTranslator(wanted, usage_of, "gw_1")
    bounds = [0, *sorted(cuts or []), len(blob)]
    made = [translator.feed(blob[a:b]) for a, b in pairwise(bounds)]
    return b"".join([*made, translator.finish()])


def events(blob: bytes) -> list[dict[str, Any]]:
    found = []
    for text in blob.decode().split("\n\n")[:-1]:
        name, data = text.split("\n")
        document = json.loads(data.removeprefix("data: "))
        assert name == f"event: {document['type']}"
        found.append(document)
    return found


def kinds(*documents: Any) -> list[str]:
    return [event["type"] for event in events(translated(written(list(documents))))]


def message_of(blob: bytes) -> dict[str, Any]:
    """The message that a reader of the events has at their end; each event must have its place."""
    message: dict[str, Any] = {}
    open_index, arguments, has_stopped = None, "", False
    for event in events(blob):
        assert not has_stopped
        if event["type"] == "message_start":
            assert not message
            message = event["message"]
        elif event["type"] == "content_block_start":
            assert open_index is None
            assert event["index"] == len(message["content"])
            message["content"].append(event["content_block"])
            open_index, arguments = event["index"], ""
        elif event["type"] == "content_block_delta":
            assert event["index"] == open_index
            block, delta = message["content"][open_index], event["delta"]
            if delta["type"] == "input_json_delta":
                assert block["type"] == "tool_use"
                arguments += delta["partial_json"]
            else:
                name = delta["type"].removesuffix("_delta")
                assert block["type"] == name
                block[name] += delta[name]
        elif event["type"] == "content_block_stop":
            assert event["index"] == open_index
            if arguments:
                message["content"][open_index]["input"] = json.loads(arguments)
            open_index = None
        elif event["type"] == "message_delta":
            assert open_index is None
            message.update(event["delta"], usage=event["usage"])
        else:
            assert event["type"] in ("ping", "message_stop")
            has_stopped = event["type"] == "message_stop"
    assert has_stopped
    return message


def test_the_events_come_in_their_order() -> None:
    assert kinds(
        chunk(role="assistant", content=""),
        chunk(reasoning_content="h"),
        chunk(content="a"),
        chunk(content="b"),
        tool(piece(0, "", "t1")),
        tool(piece(0, "{}")),
        *ENDING,
    ) == [
        "message_start", "ping",
        "content_block_start", "content_block_delta", "content_block_stop",
        "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop",
        "content_block_start", "content_block_delta", "content_block_stop",
        "message_delta", "message_stop",
    ]  # fmt: skip


def test_a_word_goes_on_as_soon_as_it_comes() -> None:
    translator = StreamTranslator(WANTED, usage_of, "gw_1")
    assert b'"text":"a"' in translator.feed(written([chunk(content="a")]))
    assert b"weather" in translator.feed(written([tool(piece(0, "", "t1", "weather"))]))
    assert b'{\\"ci' in translator.feed(written([tool(piece(0, '{"ci'))]))


def test_the_end_says_the_reason_and_what_was_used() -> None:
    *_, delta, stop = events(translated(written([chunk(content="a"), *ENDING])))
    assert delta["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    assert delta["usage"] == {
        "input_tokens": 83,
        "output_tokens": 40,
        "cache_read_input_tokens": 7,
        "cache_creation_input_tokens": 0,
    }
    assert stop == {"type": "message_stop"}


@pytest.mark.parametrize(
    ("calls", "inputs"),
    [
        # One after another, as most send them.
        (
            [[piece(0, "", "t1")], [piece(0, '{"a":1}')], [piece(1, "", "t2")], [piece(1, "{}")]],
            [("t1", {"a": 1}), ("t2", {})],
        ),
        # Both at once, their pieces in turn.
        (
            [
                [piece(0, '{"a":', "t1"), piece(1, '{"b":', "t2")],
                [piece(1, "2}")],
                [piece(0, "1}")],
            ],
            [("t1", {"a": 1}), ("t2", {"b": 2})],
        ),
        # Whole in one piece, without a number, or all with the same.
        (
            [[piece(None, '{"a":1}', "t1")], [piece(None, "{}", "t2")]],
            [("t1", {"a": 1}), ("t2", {})],
        ),
        ([[piece(0, '{"a":1}', "t1")], [piece(0, "{}", "t2")]], [("t1", {"a": 1}), ("t2", {})]),
        # The id again with every piece; no arguments at all; more without number and id.
        ([[piece(0, '{"a":', "t1")], [piece(0, "1}", "t1", "")]], [("t1", {"a": 1})]),
        ([[piece(0, "", "t1")]], [("t1", {})]),
        ([[piece(None, '{"a":', "t1")], [piece(None, "1}")]], [("t1", {"a": 1})]),
    ],
)
def test_tool_calls_are_blocks_one_after_another(calls: Any, inputs: Any) -> None:
    blob = written([chunk(content="I look."), *(tool(*pieces) for pieces in calls), *ENDING])
    text, *uses = message_of(translated(blob))["content"]
    assert text["text"] == "I look."
    assert [(use["id"], use["input"]) for use in uses] == inputs
    assert message_of(translated(blob))["stop_reason"] == "tool_use"


def test_a_tool_call_without_an_id_gets_one_at_the_end() -> None:
    named = {"index": 0, "function": {"name": "f", "arguments": "{}"}}
    [use] = message_of(translated(written([tool(named), *ENDING])))["content"]
    assert use["id"] == "toolu_0"


def test_text_after_a_tool_waits_for_the_tool() -> None:
    blob = written(
        [tool(piece(0, '{"a":', "t1")), chunk(content="x"), tool(piece(0, "1}")), *ENDING]
    )
    use, text = message_of(translated(blob))["content"]
    assert (use["input"], text["text"]) == ({"a": 1}, "x")


def test_thoughts_go_to_who_asked_for_them_alone() -> None:
    blob = written([chunk(reasoning="h"), chunk(content="a"), *ENDING])
    shown = message_of(translated(blob))["content"]
    assert shown[0] == {"type": "thinking", "thinking": "h", "signature": ""}
    [text] = message_of(translated(blob, wanted=Wanted("m")))["content"]
    assert text["type"] == "text"


def test_usage_in_every_chunk_counts_as_it_was_said_last() -> None:
    documents = [
        {**chunk(content="a"), "usage": {"prompt_tokens": 90, "completion_tokens": 1}},
        {**chunk("stop"), "usage": {"prompt_tokens": 90, "completion_tokens": 2}},
        "[DONE]",
    ]
    assert message_of(translated(written(documents)))["usage"]["output_tokens"] == 2


@pytest.mark.parametrize("without", ["[DONE]", "usage"])
def test_a_stream_that_said_why_it_ended_is_whole(without: str) -> None:
    ending = ENDING[:-1] if without == "[DONE]" else ENDING[:1]
    message = message_of(translated(written([chunk(content="a"), *ending])))
    assert message["stop_reason"] == "end_turn"


@pytest.mark.parametrize("blob", [b"", written([chunk(content="a")]), b"data: {not json\n\n"])
def test_a_stream_that_breaks_off_ends_in_an_error(blob: bytes) -> None:
    last = events(translated(blob))[-1]
    assert last["type"] == "error"
    assert last["error"]["type"] == "api_error"
    assert last["error"]["code"] == "provider_failed"
    assert last["request_id"] == "gw_1"


def test_an_error_inside_a_stream_is_the_last_event() -> None:
    error = {"error": {"message": "Too many.", "code": 429}}
    blob = written([chunk(content="a"), error, chunk(content="b"), *ENDING])
    *_, last = events(translated(blob))
    assert (last["type"], last["error"]["type"]) == ("error", "rate_limit_error")
    assert b"message_stop" not in translated(blob)


def test_refused_words_are_text_and_say_so() -> None:
    message = message_of(translated(written([chunk(refusal="No."), *ENDING])))
    assert message["content"] == [{"type": "text", "text": "No."}]
    assert message["stop_reason"] == "refusal"


@pytest.mark.parametrize("cut", range(5))
def test_a_mark_before_the_first_line_is_no_part_of_it(cut: int) -> None:
    blob = b"\xef\xbb\xbf" + written([chunk(content="a"), *ENDING])
    assert message_of(translated(blob, [cut]))["content"] == [{"type": "text", "text": "a"}]


TEXTS = st.sampled_from(
    ["word ", "ü€😀", "[DONE]", "data: x", "\r\n\r\n", '{"error": 1}', "\u2028"]
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[list[Any], dict[str, Any]]:
    """Chunks, and the completion that they are together."""
    documents: list[Any] = [chunk(role="assistant")]
    thought = draw(st.lists(TEXTS, max_size=2))
    words = draw(st.lists(TEXTS, max_size=4))
    documents += [chunk(reasoning_content=text) for text in thought]
    documents += [chunk(content=text) for text in words]
    calls = []
    for number in range(draw(st.integers(0, 3))):
        given = draw(st.dictionaries(st.sampled_from("ab"), TEXTS, max_size=2))
        arguments = json.dumps(given)
        at = draw(st.integers(0, len(arguments)))
        documents.append(tool(piece(number, arguments[:at], f"t{number}")))
        documents.append(tool(piece(number, arguments[at:])))
        function = {"name": "f", "arguments": arguments}
        calls.append({"id": f"t{number}", "type": "function", "function": function})
    finish = draw(st.sampled_from(["stop", "length", "tool_calls", "content_filter"]))
    documents += [chunk(finish), {**HEAD, "choices": [], "usage": USAGE}, "[DONE]"]
    message: dict[str, Any] = {"content": "".join(words), "reasoning_content": "".join(thought)}
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return documents, {**HEAD, "choices": [choice], "usage": USAGE}


@given(answers(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.data())
def test_any_split_gives_the_message_that_the_whole_answer_gives(
    answer: tuple[list[Any], dict[str, Any]], end: str, has_extras: bool, data: st.DataObject
) -> None:
    documents, completion = answer
    blob = written(documents, end, has_lines=has_extras)
    if has_extras:
        blob = b"\xef\xbb\xbf" + blob + f"id: 1{end}: comment{end}".encode()
    cuts = data.draw(st.lists(st.integers(0, len(blob)), max_size=8))
    in_pieces = translated(blob, cuts)
    assert in_pieces == translated(blob)
    assert in_pieces == translated(blob, list(range(len(blob))))
    assert message_of(in_pieces) == translate_answer(completion, WANTED, usage_of, "gw_1")


@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_break_it(noise: bytes, at: int) -> None:
    blob = written([chunk(content="a"), *ENDING])
    made = translated(blob[:at] + noise + blob[at:])
    assert events(made)[-1]["type"] in ("message_stop", "error")


def client_of(blob: bytes) -> anthropic.Anthropic:
    """Anthropic's own client, which is answered with these bytes."""
    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=blob)
    )
    return anthropic.Anthropic(
        api_key="x", max_retries=0, http_client=httpx2.Client(transport=transport)
    )


@given(answers())
def test_anthropics_own_client_reads_the_same(answer: tuple[list[Any], dict[str, Any]]) -> None:
    documents, completion = answer
    with client_of(translated(written(documents))).messages.stream(
        model="m", max_tokens=5, messages=[{"role": "user", "content": "x"}]
    ) as stream:
        read = stream.get_final_message()
    whole = translate_answer(completion, WANTED, usage_of, "gw_1")
    assert read.stop_reason == whole["stop_reason"]
    assert [block.to_dict() for block in read.content] == whole["content"]
    assert read.usage.input_tokens == whole["usage"]["input_tokens"]
    assert read.usage.cache_read_input_tokens == 7
    assert read.usage.output_tokens == 40


def test_anthropics_own_client_raises_where_the_provider_breaks_off() -> None:
    client = client_of(translated(written([chunk(content="a")])))
    stream = client.messages.create(
        model="m", max_tokens=5, messages=[{"role": "user", "content": "x"}], stream=True
    )
    with pytest.raises(anthropic.APIStatusError, match="broke off"):
        list(stream)
