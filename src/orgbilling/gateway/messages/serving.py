"""A messages request through the gateway: as it is where an upstream speaks messages, translated to
a chat completion and back where it does not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final, TypeVar

from starlette.responses import Response

from orgbilling.gateway.answers import parsed
from orgbilling.gateway.delivery import StreamDelivery, WholeDelivery
from orgbilling.gateway.messages.betas import read_betas, read_version
from orgbilling.gateway.messages.checks import check_request
from orgbilling.gateway.messages.count_tokens import measured
from orgbilling.gateway.messages.delivery import (
    NativeStream,
    TranslatedStream,
    failed,
    native_answer,
    translated_answer,
)
from orgbilling.gateway.messages.native import checked, native_request, speaks_messages
from orgbilling.gateway.messages.translate_request import translate_request
from orgbilling.gateway.prices import Tokens
from orgbilling.gateway.requests import ModelRequest, Turn, read_body, request_of
from orgbilling.gateway.service import Gateway
from orgbilling.gateway.terms import Terms
from orgbilling.kernel.errors import DomainError

# With these nothing was sold, and another way may be open: nobody took the request, or one
# language cannot say it.
_ANOTHER_WAY: Final = frozenset(
    {
        "provider_unavailable",
        "provider_busy",
        "provider_key_refused",
        "not_translatable",
        "not_offered",
    }
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MessagesCall:
    """A parsed request to the messages API."""

    body: dict[str, Any]
    asked: ModelRequest

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self.asked.model

    def take_turns(self, turn: Turn) -> None:
        """Have `turn` do what takes long."""
        self.asked.take_turns(turn)

    async def in_turn(self, do: Callable[[], _T]) -> _T:
        """Return what `do` makes of the body: in its turn, where that takes long."""
        turn = self.asked.turn
        made: _T = do() if turn is None else await turn(do)
        return made

    @property
    def bytes_per_token(self) -> int:
        """How many bytes of text are counted as a token."""
        return self.asked.bytes_per_token

    @property
    def input_tokens(self) -> int:
        """The input at worst, as it would be held."""
        return self.asked.input_at_worst(measured(self.body), self.model).tokens


def read_call(raw: bytes, bytes_per_token: int) -> MessagesCall:
    """Parse a request to a model.

    Raises:
        Invalid: what `check_request` raises; `invalid_request`: no JSON, no model, a wrong limit.
    """
    body = read_body(raw)
    check_request(body)
    return MessagesCall(body, checked(body, bytes_per_token))


def read_counted_call(raw: bytes, bytes_per_token: int) -> MessagesCall:
    """Parse a request whose tokens are only counted; it needs no limit. Raises as `read_call`."""
    body = read_body(raw)
    check_request(body, needs_limit=False)
    return MessagesCall(body, checked(body, bytes_per_token))


async def serve_message(
    gateway: Gateway, call: MessagesCall, terms: Terms, headers: Mapping[str, str], betas: str
) -> Response:
    """Carry one call. `betas` is all of the header `anthropic-beta`.

    Upstreams are tried in their order, and those in turn that speak one language are asked in one
    go. Between two of them the hold is made anew; the call is held and charged once.

    Raises:
        DomainError: as `Gateway.serve`; `not_translatable`, `not_offered`: no upstream can be
            asked for this.
    """
    read_version(headers.get("anthropic-version"))
    failure: DomainError | Response | None = None
    for is_native, some in _ways(terms):
        serve = _serve_native if is_native else _serve_translated
        try:
            answer = await serve(gateway, call, some, headers, betas)
            if not _may_go_another_way(answer):
                return answer
            failure = failure or answer
        except DomainError as error:
            if error.code not in _ANOTHER_WAY:
                raise
            failure = failure or error
    assert failure is not None, "terms name an upstream"
    if isinstance(failure, Response):
        return failure
    raise failure


def _may_go_another_way(answer: Response) -> bool:
    """Tell whether a call has failed before anything was sold, and not by its own fault."""
    if answer.status_code < 400 or answer.headers.get("x-should-retry") == "false":
        return False
    document = parsed(bytes(answer.body))
    error = document.get("error") if isinstance(document, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    # Whoever does not know the model leaves it to another.
    return answer.status_code == 404 or code in _ANOTHER_WAY


def _ways(terms: Terms) -> Iterator[tuple[bool, Terms]]:
    for is_native, some in groupby(terms.serving, key=speaks_messages):
        yield is_native, replace(terms, serving=list(some))


async def _serve_native(
    gateway: Gateway, call: MessagesCall, terms: Terms, headers: Mapping[str, str], betas: str
) -> Response:
    read = read_betas(betas)
    version = read_version(headers.get("anthropic-version"))
    asked = await call.in_turn(
        lambda: native_request(call.body, version, read.sent, call.bytes_per_token)
    )
    asked.notes, asked.turn = call.asked.notes, call.asked.turn
    answer = await gateway.serve(asked, terms, headers)
    if read.unsent:
        unsent = ", ".join(read.unsent).encode("ascii", "replace").decode()
        answer.headers["x-orgbilling-unsent-betas"] = unsent
    if isinstance(answer, StreamDelivery):
        return NativeStream(answer)
    return native_answer(answer)


async def _serve_translated(
    gateway: Gateway, call: MessagesCall, terms: Terms, headers: Mapping[str, str], _: str
) -> Response:
    translated = await call.in_turn(lambda: translate_request(call.body))
    asked = request_of("chat/completions", translated.body, call.bytes_per_token)
    asked.has_limit_always = True
    asked.notes, asked.turn = call.asked.notes, call.asked.turn
    answer = await gateway.serve(asked, terms, headers)
    if not isinstance(answer, StreamDelivery | WholeDelivery):
        return failed(answer)

    def used(_: Any) -> Tokens | None:
        # What was charged is what is told.
        return answer.used

    if isinstance(answer, StreamDelivery):
        return TranslatedStream(answer, translated.wanted, used)
    return translated_answer(answer, translated.wanted, used, is_stream=asked.is_stream)
