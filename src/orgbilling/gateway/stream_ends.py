"""How a stream ends for its client: with what it cost, with the reason why it failed, or with the
limit of what is held for it."""

from decimal import Decimal
from typing import Any, Final

from orgbilling.gateway import sse
from orgbilling.gateway.answers import is_read_at_once
from orgbilling.gateway.call import Call
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.reasons import Scrubber
from orgbilling.kernel.money import as_json_number
from orgbilling.pricing import Charge

_DONE: Final = b"data: [DONE]\n\n"
_BROKE_OFF: Final = "The provider broke off. What came was charged."


def with_cost(last: bytes, charge: Charge, remaining_credits: Decimal | None) -> bytes:
    """Return the end of a stream with the cost of the call beside the usage in it, in credits."""
    events = []
    for event in sse.split_events(last):
        if not is_read_at_once(event):
            # It goes on as it came: what was read of it is not all of it.
            events.append(event)
            continue
        parsed = sse.read_events(event)
        document = parsed[0].documents[0] if parsed and parsed[0].documents else None
        usage = document.get("usage") if isinstance(document, dict) else None
        if isinstance(document, dict) and isinstance(usage, dict):
            told = {**usage, **_cost_of(charge, remaining_credits)}
            event = sse.written({**document, "usage": told}, parsed[0].name)
        events.append(event)
    return b"".join(events)


def broken_end(rest: bytes, request_id: str) -> bytes:
    """Return the end of a stream that its provider broke off; `rest` is what came last."""
    # Half an event is none, and would spoil the one that says what happened.
    is_whole = any(event.documents for event in sse.read_events(rest))
    return (sse.closed(rest) if is_whole else b"") + sse.written(_failure(_BROKE_OFF, request_id))


def failed_end(reader: Reader, scrubber: Scrubber, request_id: str) -> bytes:
    """Return the error that a provider ended its stream with, in its own shape where that can be
    read by a client, without what is ours."""
    event, reason = reader.error_event, reader.error
    assert event is not None
    assert reason is not None
    document = next((d for d in event.documents if isinstance(d, dict)), {})
    inner = document.get("error")
    if document.get("type") == "response.failed":
        return sse.written(scrubber.document(document), event.name)
    if isinstance(inner, dict) and isinstance(inner.get("message"), str):
        kept = scrubber.document({n: v for n, v in inner.items() if n in _ERROR_MEMBERS})
        told: dict[str, Any] = {"error": {**kept, "request_id": request_id}}
        if document.get("type") == "error":
            told = {"type": "error", **told, "request_id": request_id}
        return sse.written(told, event.name)
    if document.get("type") == "error" and isinstance(document.get("message"), str):
        # An error of the responses API.
        return sse.written({**scrubber.document(document), "request_id": request_id}, event.name)
    said = scrubber.reason(reason)
    told = _failure(said.message or _BROKE_OFF, request_id)
    told["error"]["code"] = said.code or "provider_failed"
    return sse.written(told)


_ERROR_MEMBERS: Final = ("message", "type", "code", "param", "innererror")


def limited_end(reader: Reader, call: Call, charge: Charge | None) -> bytes:
    """Return the end of a stream that brought more than is held: as if it had met its limit."""
    sample, used = reader.sample, call.used
    counts = (used.input, used.output) if used is not None else (0, 0)
    kind = sample.get("type")
    if isinstance(kind, str) and kind.startswith("response."):
        return _limited_response(sample, counts)
    if kind == "message_start":
        return _limited_message(counts)
    head = {name: sample[name] for name in ("id", "object", "created", "model") if name in sample}
    is_text = head.get("object") == "text_completion"
    part: dict[str, Any] = {"text": ""} if is_text else {"delta": {}}
    choices = [{"index": n, **part, "finish_reason": "length"} for n in range(call.answers)]
    told = sse.written({**head, "choices": choices})
    if call.wants_usage:
        usage: dict[str, Any] = {
            "prompt_tokens": counts[0],
            "completion_tokens": counts[1],
            "total_tokens": sum(counts),
        }
        if charge is not None:
            usage |= _cost_of(charge, call.remaining_credits)
        told += sse.written({**head, "choices": [], "usage": usage})
    return told + _DONE


def _limited_response(sample: dict[str, Any], counts: tuple[int, int]) -> bytes:
    given = sample.get("response")
    response = {
        **(given if isinstance(given, dict) else {"object": "response", "output": []}),
        "status": "incomplete",
        "incomplete_details": {"reason": "max_output_tokens"},
        "usage": {
            "input_tokens": counts[0],
            "output_tokens": counts[1],
            "total_tokens": sum(counts),
        },
    }
    name = "response.incomplete"
    return sse.written({"type": name, "response": response}, name.encode())


def _limited_message(counts: tuple[int, int]) -> bytes:
    told = {
        "type": "message_delta",
        "delta": {"stop_reason": "max_tokens", "stop_sequence": None},
        "usage": {"output_tokens": counts[1]},
    }
    return sse.written(told, b"message_delta") + sse.written(
        {"type": "message_stop"}, b"message_stop"
    )


def _cost_of(charge: Charge, remaining_credits: Decimal | None) -> dict[str, Any]:
    told: dict[str, Any] = {"cost_credits": as_json_number(charge.credits)}
    if remaining_credits is not None:
        told["remaining_credits"] = as_json_number(remaining_credits)
    return told


def _failure(message: str, request_id: str) -> dict[str, Any]:
    return {
        "error": {
            "message": message,
            "type": "server_error",
            "code": "provider_failed",
            "param": None,
            "request_id": request_id,
        }
    }
