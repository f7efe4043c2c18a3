"""What a call can cost at worst, before a price is put on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputAtWorst:
    """The most input tokens that a call can be charged for, by what they are tokens of. The parts
    stand beside each other: each is held at a price of its own."""

    text: int
    image: int = 0
    audio: int = 0

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.text + self.image + self.audio
