"""G2: usage was never asked for, so that streams billed the prompt's words; `usage: null` killed
the stream."""

import pytest

from tests.gateway.conftest import Caller, Provider, cost


@pytest.mark.parametrize("path", ["chat/completions", "completions"])
def test_a_stream_is_asked_for_its_usage_and_charged_by_it(
    caller: Caller, upstream: Provider, path: str
) -> None:
    answer = caller.ask({"input": 123, "output": 15}, path=path, stream=True)
    assert '"prompt_tokens"' not in answer.text
    assert upstream.asked()[-1]["body"]["stream_options"] == {"include_usage": True}
    assert caller.figures("UH") == (cost(123, 15), 0)
    assert caller.usage()[0]["request_metadata"]["tokens_counted_by"] == "provider"


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("usage", ["null", "absent", "zero"])
def test_where_there_is_no_usage_the_output_is_counted(
    caller: Caller, usage: str, is_stream: bool
) -> None:
    # Some say 0 where they have not counted; no call takes no input.
    orders = {"input": 0, "output": 0} if usage == "zero" else {"usage": usage}
    answer = caller.ask({"chunks": 40, **orders}, stream=is_stream)
    assert answer.status_code == 200
    [row] = caller.usage()
    known = row["request_metadata"]
    text_bytes = sum(len(f"w{number} ") for number in range(40 if is_stream else 3))
    assert known["output_tokens"] == -(-text_bytes // 3)
    assert known["input_tokens"] > 10
    assert known["tokens_counted_by"] == "gateway"
    assert row["credits_used"] == cost(known["input_tokens"], known["output_tokens"])
