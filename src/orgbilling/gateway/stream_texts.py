"""What a stream brought, looked at when somebody asks: mostly its provider counts it."""

from orgbilling.gateway import sse
from orgbilling.gateway.answers import brings_output, is_finished, output_bytes


class StreamTexts:
    """Events of a stream. `text_bytes` of them, how many `output_events` brought any, whether
    they bring anything of an answer, and whether one says why it ended, hold after `count`."""

    def __init__(self) -> None:
        self.uncounted: list[bytes] = []
        self.text_bytes = 0
        self.output_events = 0
        self.has_output = False
        self.is_finished = False

    def take(self, other: "StreamTexts") -> None:
        """Take over what another has, which has nothing then."""
        self.uncounted += other.uncounted
        self.text_bytes += other.text_bytes
        self.output_events += other.output_events
        self.has_output = self.has_output or other.has_output
        self.is_finished = self.is_finished or other.is_finished
        other.uncounted, other.text_bytes, other.output_events = [], 0, 0
        other.has_output = other.is_finished = False

    def count(self) -> "StreamTexts":
        """Look at what has not been looked at; returns itself."""
        for blob in self.uncounted:
            for event in sse.read_events(blob):
                for document in event.documents:
                    size = output_bytes(document)
                    self.text_bytes += size
                    self.output_events += size > 0
                    self.has_output = self.has_output or size > 0 or brings_output(document)
                    self.is_finished = self.is_finished or is_finished(document)
        self.uncounted.clear()
        return self
