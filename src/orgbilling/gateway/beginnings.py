"""How the answer of an upstream begins: as a stream that can go on, as a whole answer, or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Final

import httpx2

from orgbilling.gateway import sse
from orgbilling.gateway.answers import parsed
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.own_share import Intake
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.reasons import Reason
from orgbilling.gateway.refusals import FIRST_BYTE_TIMED_OUT, Refusal, retry_after_s
from orgbilling.gateway.stream import StreamReader
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.outbound.bodies import BodyRefused, pieces, whole

STREAM_TYPE: Final = "text/event-stream"
# How long a stream that has been accepted may take to bring anything, until its client hears that
# it was: before that an error can still be told as one, and another upstream be asked.
_BEGIN_WITHIN_S: Final = 1.0
_REASON_BYTES_MAX: Final = 1 << 16
# What came of a stream before it is known what it is, or whether it is an answer.
_BEGIN_BYTES_MAX: Final = 1 << 16
# A whole answer of one of our providers; what it is has been agreed upon.
_WHOLE_BYTES_MAX: Final = 1 << 28
_OWN_LINES_MAX: Final = 2_000


class ProviderBroke(Exception):
    """The connection was lost when the provider may have been at work, or in a whole answer."""


@dataclass
class Answer:
    """An upstream that has begun to answer: with a stream of which `first` can go on, or whole.
    `intake` is how it is read, where it is an organization's own."""

    upstream: Upstream
    response: httpx2.Response
    intake: Intake | None = None
    reader: Reader | None = None
    gathering: Gathering | None = None
    first: bytes = b""
    whole: WholeAnswer | None = None
    kept_bytes: int = 0
    """How much is kept of what turned out to be no stream."""

    def all_kept_bytes(self) -> int:
        """Return how much of what came is kept."""
        return self.kept_bytes + (0 if self.reader is None else self.reader.kept_bytes())

    async def feed(self, came: bytes) -> bytes:
        """Give the reader what came; returns what goes on of it."""
        assert self.reader is not None
        if self.intake is None:
            return self.reader.feed(came)
        return await self.intake.feed(self.reader.feed, came)


async def begin_stream(
    upstream: Upstream,
    response: httpx2.Response,
    intake: Intake | None,
    reader: Reader,
    begin_by_s: float | None,
) -> Answer | Refusal:
    """Read until it is known whether this is an answer, and has begun.

    `begin_by_s` is a moment of the monotonic clock by which it must have, where another upstream
    could be asked.

    Raises:
        ProviderBroke: it ended before anything came.
        httpx2.HTTPError: it broke.
    """
    answer = Answer(upstream, response, intake, reader)
    came = _decoded(response) if intake is None else intake.stream(response, answer.all_kept_bytes)
    answer.gathering = gathering = Gathering(came)
    is_kept = False
    try:
        if isinstance(reader, SoundReader):
            told = await _begin_bytes(answer, reader, gathering, begin_by_s)
        else:
            told = await _begin_events(answer, reader, gathering, begin_by_s)
        is_kept = isinstance(told, Answer)
        return told
    finally:
        if not is_kept:
            gathering.stop()
            await asyncio.shield(asyncio.ensure_future(_close(gathering, response)))


async def _begin_events(
    answer: Answer, reader: StreamReader, gathering: Gathering, begin_by_s: float | None
) -> Answer | Refusal:
    # Who has an own time-out may use all of it: another is asked after that.
    by_s = monotonic() + _BEGIN_WITHIN_S if begin_by_s is None else begin_by_s
    is_called_stream = answer.response.headers.get("content-type", "").startswith(STREAM_TYPE)
    begin, is_events = b"", None
    passed = bytearray()
    # What has a long preamble has begun: it is not kept.
    while not (_is_known(reader, gathering) or len(passed) > _BEGIN_BYTES_MAX):
        waits = not (is_events or is_called_stream) and begin_by_s is None
        came = await gathering.take(None if waits else by_s - monotonic())
        if not came and not gathering.is_over:
            if begin_by_s is None:
                break
            return Refusal(answer.upstream, None, cause=FIRST_BYTE_TIMED_OUT)
        if is_events is None:
            begin += came
            is_events = _begins_events(begin, is_all=gathering.is_over)
            came = begin
        if is_events is False and begin.strip():
            return await _as_whole(answer, await _with_rest(answer, begin), gathering)
        if is_events:
            passed += await answer.feed(came)
    if not begin.strip() and gathering.is_over:
        raise ProviderBroke
    if reader.error is not None and not reader.has_output():
        return _told_in_answer(answer.upstream, answer.response, reader.error)
    answer.first = bytes(passed)
    return answer


def _is_known(reader: StreamReader, gathering: Gathering) -> bool:
    return reader.has_begun or reader.has_ended or gathering.is_over


def _begins_events(begin: bytes, *, is_all: bool) -> bool | None:
    found = sse.begins_events(begin, is_all=is_all)
    if found is None and len(begin) > _BEGIN_BYTES_MAX:
        raise BodyRefused("The answer begins with nothing.")
    return found


async def read_whole(
    upstream: Upstream, response: httpx2.Response, intake: Intake | None
) -> Answer | Refusal:
    """Read an answer that is no stream.

    Raises:
        httpx2.HTTPError: it broke, is too long, or takes too long.
    """
    try:
        if intake is None:
            content = await whole(response, _WHOLE_BYTES_MAX)
        else:
            content = await intake.whole(response)
    finally:
        await asyncio.shield(asyncio.ensure_future(response.aclose()))
    answer = Answer(upstream, response, intake)
    answer.whole = await _read(answer, content)
    return _checked(answer)


def _checked(answer: Answer) -> Answer | Refusal:
    """Tell an answer from an error that is called one."""
    assert answer.whole is not None
    error = answer.whole.error
    if error is None or answer.whole.is_broken:
        return answer
    return _told_in_answer(answer.upstream, answer.response, error)


async def _begin_bytes(
    answer: Answer, reader: SoundReader, gathering: Gathering, begin_by_s: float | None
) -> Answer | Refusal:
    """Wait for the first bytes, which tell a sound from an error that is called an answer, but for
    samples that happen to begin as one: then all of them tell."""
    came = await gathering.take(None if begin_by_s is None else begin_by_s - monotonic())
    if not came:
        if not gathering.is_over:
            return Refusal(answer.upstream, None, cause=FIRST_BYTE_TIMED_OUT)
        raise ProviderBroke
    if came.lstrip()[:1] == b"{":
        came = await _with_rest(answer, came)
        if parsed(came) is not None:
            return await _as_whole(answer, came, gathering)
    answer.first = reader.feed(came)
    return answer


async def _with_rest(answer: Answer, begin: bytes) -> bytes:
    """Read what is no stream to its end."""
    gathering, intake = answer.gathering, answer.intake
    assert gathering is not None
    bytes_max = _WHOLE_BYTES_MAX if intake is None else intake.whole_bytes_max
    came = bytearray(begin)
    try:
        while piece := await gathering.take():
            came += piece
            if len(came) > bytes_max:
                raise BodyRefused(f"The answer has more than {bytes_max} bytes.")
            answer.kept_bytes = len(came)
        if intake is not None:
            intake.keep(len(came))
        return bytes(came)
    finally:
        # An error remembers where it was raised, and what was kept there.
        came.clear()


async def _as_whole(answer: Answer, content: bytes, gathering: Gathering) -> Answer | Refusal:
    """Take what came for an answer that is no stream, although one was asked for."""
    answer.whole = await _read(answer, content)
    answer.reader = None
    told = _checked(answer)
    if isinstance(told, Answer):
        await asyncio.shield(asyncio.ensure_future(_close(gathering, answer.response)))
        answer.gathering = None
    return told


async def _read(answer: Answer, content: bytes) -> WholeAnswer:
    headers, dialect = answer.response.headers, dialect_named(answer.upstream.dialect)
    if answer.intake is None:
        return WholeAnswer.read(content, headers, dialect)
    return await answer.intake.work(
        lambda content: WholeAnswer.read(content, headers, dialect, _OWN_LINES_MAX), content
    )


async def _close(gathering: Gathering, response: httpx2.Response) -> None:
    await gathering.stopped()
    await response.aclose()


async def read_refusal(
    upstream: Upstream, response: httpx2.Response, intake: Intake | None
) -> Refusal:
    """Read why an upstream gave no answer, as far as it says so in few bytes."""
    content = b""
    until_s = None if intake is None else intake.until_s
    try:
        async with aclosing(pieces(response, 2 * _REASON_BYTES_MAX, until_s)) as came:
            async for piece in came:
                content += piece
                if len(content) > _REASON_BYTES_MAX:
                    break
    except httpx2.HTTPError:
        content = b""
    finally:
        await asyncio.shield(asyncio.ensure_future(response.aclose()))
    reason = Reason.of_text(content)
    status = response.status_code
    if status == 429 and reason.status == 402:
        # Our account has no money left there; it is no rate that would pass.
        status = 402
    return Refusal(upstream, status, reason, retry_after_s(response.headers))


def _told_in_answer(upstream: Upstream, response: httpx2.Response, reason: Reason) -> Refusal:
    return Refusal(upstream, reason.status, reason, retry_after_s(response.headers))


def _decoded(response: httpx2.Response) -> AsyncIterator[bytes]:
    # A provider may compress although it was asked not to; the client is told of no encoding.
    return (
        response.aiter_bytes() if "content-encoding" in response.headers else response.aiter_raw()
    )
