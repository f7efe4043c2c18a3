"""A stream of server-sent events on its way to the client, looked at only where it must be."""

import re
from typing import Any, Final

from orgbilling.gateway import sse
from orgbilling.gateway.answers import DONE_TYPES, answer_error, brings_output, is_finished
from orgbilling.gateway.dialects.dialect import Dialect
from orgbilling.gateway.dialects.reader import hosted_in, model_of, usage_of
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.reasons import Reason
from orgbilling.gateway.stream_texts import StreamTexts

_LAST_TYPES: Final = DONE_TYPES | {"response.completed", "response.incomplete", "message_stop"}
_NULL_USAGE: Final = re.compile(rb'"usage"\s*:\s*null')
# An event this long without an end is no event; what is held back goes on as it is.
_EVENT_BYTES_MAX: Final = 1 << 24
_EVENT_LINES_MAX: Final = 1_000
# A usage that waits for what comes next, with comments after it.
_WAITING_BYTES_MAX: Final = 1 << 16
# So many are kept uncounted, where they are to be counted as they come.
_UNCOUNTED_MAX: Final = 16
_RETURN: Final = 13
# So many events past the limit are let go by before they are counted, which costs time.
_UNCOUNTED_EVENTS: Final = 16


class StreamReader:
    """Splits a stream into what goes on to the client at once and what waits for the settlement.

    `hides_usage`: the client did not ask for the event that carries the usage, and does not get it.
    `dialect` is the provider's. `output_tokens_held`: what is held for the answer, all choices
    together; None is no limit. `counts_hosted`: tools may run at the provider. `counts_at_once`:
    what comes is not kept until somebody asks what it was; who sends it may send anything.
    """

    def __init__(
        self,
        *,
        hides_usage: bool,
        bytes_per_token: int,
        dialect: Dialect,
        output_tokens_held: int | None = None,
        counts_hosted: bool = False,
        counts_at_once: bool = False,
    ) -> None:
        self._hides_usage = hides_usage
        self._bytes_per_token = bytes_per_token
        self._dialect = dialect
        self._held_tokens = output_tokens_held
        self._hosted_words = _hosted_words(dialect) if counts_hosted else ()
        self._counts_at_once = counts_at_once
        self._uncounted = 0
        self.hosted: dict[str, int] = {}
        """What was seen of tools that ran at the provider, by the names of their fees."""
        # Grows without being copied: an event may come in a thousand pieces.
        self._rest = bytearray()
        self._rest_lines = 0
        self._told: Usage | None = None
        # What the usage that was told counts, and what came after it.
        self._told_texts = StreamTexts()
        self._later_texts = StreamTexts()
        # An event with nothing but usage waits for the next: at the end it is settled first.
        self._usage_event = b""
        # The event that a carriage return has ended, whose line feed may still come, goes where?
        self._open_end: str | None = None
        self._events_at_most = 0
        self._count_from = 0 if output_tokens_held is None else self._room(output_tokens_held)
        self.model = ""
        """The model that the provider says it answers with."""
        self.sample: dict[str, Any] = {}
        """The first document of the stream."""
        self.last = b""
        """The end of the stream, held back until the call is settled."""
        self.has_begun = False
        """Whether anything of an answer came: before it, nothing was sold."""
        self.has_ended = False
        """Whether the answer has ended, by its own word; what comes after is no part of it."""
        self.error: Reason | None = None
        self.error_event: sse.Event | None = None
        """What the provider says went wrong: the end of the answer, too."""
        self.passes_hold = False
        """Whether more came than is held for the call."""

    def feed(self, chunk: bytes) -> bytes:
        """Take what came; returns what the client gets now."""
        if self.has_ended:
            self._rest += chunk
            self._note_late_usage()
            return b""
        before = b""
        if self._open_end is not None:
            if chunk[:1] == b"\n":
                before, chunk = self._close_end(), chunk[1:]
            self._open_end = None
        whole = self._whole_events(chunk)
        if not whole:
            return before
        is_plain = self.has_begun and not self._usage_event and not _must_be_read(whole)
        if is_plain and not any(word in whole for word in self._hosted_words):
            self._later_texts.uncounted.append(whole)
            passed, goes = whole, "passed"
        else:
            passed, goes = self._look_at(whole)
        if whole[-1] == _RETURN and not self._rest:
            self._open_end = goes
        if self._counts_at_once:
            self._count_soon(whole)
        if self._held_tokens is not None:
            self._events_at_most += whole.count(b"data:")
            if self._events_at_most > self._count_from:
                self._watch_limit(self._held_tokens)
        return before + passed if before else passed

    def _whole_events(self, chunk: bytes) -> bytes:
        if not self._rest and chunk[-2:] == b"\n\n":
            # Most pieces are whole events.
            return chunk
        searched = len(self._rest)
        self._rest += chunk
        self._rest_lines += chunk.count(b"\n") + chunk.count(b"\r")
        end = sse.end_of_last_event(self._rest, searched)
        if not (end or len(self._rest) > _EVENT_BYTES_MAX or self._rest_lines > _EVENT_LINES_MAX):
            return b""
        whole = bytes(self._rest[: end or len(self._rest)])
        del self._rest[: len(whole)]
        self._rest_lines = 0
        return whole

    def _count_soon(self, whole: bytes) -> None:
        self._uncounted += whole.count(b"\n") + whole.count(b"\r")
        if self._uncounted > _UNCOUNTED_MAX:
            self._counted()
            self._uncounted = 0

    def kept_bytes(self) -> int:
        """Return how much of what came is kept, because its end has not come."""
        return len(self._rest)

    def finish(self) -> bytes:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = bytes(self._rest), bytearray()
        passed = self._look_at(rest)[0] if rest else b""
        if not self.has_ended:
            self.last, self._usage_event = self._usage_event, b""
        return passed

    @property
    def waits_for_usage(self) -> bool:
        """Whether the answer has ended and its usage was not told: some tell it after the end. All
        else that comes then is no part of the answer."""
        is_told = self._told is not None and self._told.tokens is not None
        return self.has_ended and self.error is None and not is_told

    @property
    def usage(self) -> Usage | None:
        """What the provider has told so far, and what came after that as far as it can be counted
        from here: who tells it at the beginning alone has not told the rest."""
        if self._told is None or self._told.tokens is None:
            return self._told
        return self._told.with_counted(self._tokens(self._later_texts.count().text_bytes))

    def output_tokens(self) -> int:
        """Return how many tokens came so far, counted from their text."""
        return self._tokens(sum(texts.text_bytes for texts in self._counted()))

    def has_output(self) -> bool:
        """Tell whether anything came that an answer is made of."""
        return any(texts.has_output for texts in self._counted())

    def is_finished(self) -> bool:
        """Tell whether the provider has said why its answer ended."""
        return any(texts.is_finished for texts in self._counted())

    def _counted(self) -> tuple[StreamTexts, StreamTexts]:
        return self._told_texts.count(), self._later_texts.count()

    def _tokens(self, text_bytes: int) -> int:
        return -(-text_bytes // self._bytes_per_token)

    def _look_at(self, whole: bytes) -> tuple[bytes, str]:
        """Return what of it goes on, and where its last event went."""
        passed, goes = [], "passed"
        for event in sse.split_events(whole):
            if self.has_ended:
                self._note_late(event)
                continue
            lead = sse.lead_of(event)
            if lead and self._usage_event:
                self._usage_event += event[:lead]
                goes = "waiting"
            elif lead:
                passed.append(event[:lead])
                goes = "passed"
            if lead < len(event):
                given, goes = self._take(event[lead:])
                passed.append(given)
        return b"".join(passed), goes

    def _take(self, event: bytes) -> tuple[bytes, str]:
        """Return what of one event, and of the one that waited for it, goes on now, and where the
        event itself goes: passed, waiting or hidden."""
        parsed = sse.read_events(event)
        documents = [document for one in parsed for document in one.documents]
        is_told = self._note_usage(documents)
        is_usage = is_told and _is_only_usage(documents)
        goes, waiting = "passed", self._usage_event
        is_error = self._note_error(parsed)
        # What an error says is no text of an answer.
        if any(map(brings_output, documents)) if is_error else not is_usage:
            (self._told_texts if is_told else self._later_texts).uncounted.append(event)
        self._note_begin(parsed, documents)
        self._note_hosted(documents)
        if is_error:
            passed, self._usage_event = waiting, b""
        elif any(one.is_done for one in parsed) or _is_last(documents):
            self.last, self._usage_event, self.has_ended = waiting + sse.closed(event), b"", True
            passed = b""
        elif is_usage and self._hides_usage:
            passed, goes = b"", "hidden"
        elif is_usage:
            passed, self._usage_event, goes = waiting, event, "waiting"
        elif waiting and not parsed and len(waiting) < _WAITING_BYTES_MAX:
            # A comment changes nothing: what waits is still the last event.
            passed, self._usage_event, goes = b"", waiting + event, "waiting"
        else:
            passed, self._usage_event = waiting + event, b""
            self._note_usage_past_hold(documents, is_told=is_told)
        return passed, goes

    def _note_begin(self, parsed: list[sse.Event], documents: list[Any]) -> None:
        if self.has_begun or not parsed:
            return
        first = next((d for d in documents if isinstance(d, dict)), None)
        if first is not None and not self.sample:
            self.sample = first
            self.model = model_of(first, self._dialect) or ""
        # What is no JSON is no preamble either.
        self.has_begun = not documents or any(
            brings_output(document) or is_finished(document) for document in documents
        )

    def _note_hosted(self, documents: list[Any]) -> None:
        for document in documents if self._hosted_words else ():
            for name in hosted_in(document, self._dialect.fees):
                self.hosted[name] = self.hosted.get(name, 0) + 1

    def _note_error(self, parsed: list[sse.Event]) -> bool:
        for event in parsed:
            error = self._error_in(event.documents)
            if error is None and event.name == b"error":
                error = Reason.of_text(event.data)
            if error is not None:
                self.error, self.error_event, self.has_ended = error, event, True
                return True
        return False

    def _error_in(self, documents: list[Any]) -> Reason | None:
        found = (answer_error(document, self._dialect) for document in documents)
        return next((error for error in found if error is not None), None)

    def _note_usage(self, documents: list[Any]) -> bool:
        found = [u for d in documents if (u := usage_of(d, self._dialect)) is not None]
        for usage in found:
            self._told = usage if self._told is None else self._told.merged(usage)
        if found:
            # It counts the event that tells it, and all before.
            self._told_texts.take(self._later_texts)
        return bool(found)

    def _note_late_usage(self) -> None:
        end = sse.end_of_last_event(self._rest)
        whole = bytes(self._rest[:end])
        del self._rest[:end]
        for event in sse.split_events(whole):
            self._note_late(event)

    def _note_late(self, event: bytes) -> None:
        if self.waits_for_usage:
            self._note_usage([d for one in sse.read_events(event) for d in one.documents])

    def _note_usage_past_hold(self, documents: list[Any], *, is_told: bool) -> None:
        # The last count of an answer is charged as it is; one in its midst can still end it.
        tokens = self._told.tokens if is_told and self._told is not None else None
        if tokens is None or self._held_tokens is None or any(map(is_finished, documents)):
            return
        self.passes_hold = self.passes_hold or tokens.output > self._held_tokens

    def _watch_limit(self, held_tokens: int) -> None:
        """Note where more came than is held. A token has at least a byte and an event brings at
        least one: of tokens by the event and by the byte, the fewer count."""
        events = sum(texts.output_events for texts in self._counted())
        came = min(self.output_tokens(), events)
        if came > held_tokens and not self.has_ended and not self.is_finished():
            self.passes_hold = True
        self._count_from = self._events_at_most + self._room(max(held_tokens - came, 0))

    @staticmethod
    def _room(tokens: int) -> int:
        return tokens + tokens // 8 + _UNCOUNTED_EVENTS

    def _close_end(self) -> bytes:
        """The line feed of an event's last line has come: it goes where the event went."""
        if self._open_end == "waiting":
            self._usage_event += b"\n"
        return b"\n" if self._open_end == "passed" else b""


def _hosted_words(dialect: Dialect) -> tuple[bytes, ...]:
    events = (words for fee in dialect.fees.values() for words in fee.events.values())
    return tuple(word.encode() for words in events for word in words)


def _must_be_read(whole: bytes) -> bool:
    # What an event that ends a stream looks like; a text that quotes it is told apart by its place.
    # Plain searches: they cost a chunk a tenth of what an expression does.
    if (
        b"[DONE]" in whole
        or b"error" in whole
        or b"response.completed" in whole
        or b"response.incomplete" in whole
        or b"response.failed" in whole
        or b"message_stop" in whole
    ):
        return True
    # `usage`, `usageMetadata`: all families begin so.
    named = whole.count(b'"usage')
    return named > 0 and named != len(_NULL_USAGE.findall(whole))


def _is_last(documents: list[Any]) -> bool:
    return any(isinstance(d, dict) and d.get("type") in _LAST_TYPES for d in documents)


def _is_only_usage(documents: list[object]) -> bool:
    return all(isinstance(d, dict) and d.get("choices") == [] for d in documents)
