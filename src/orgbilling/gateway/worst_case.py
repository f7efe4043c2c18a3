"""What a call can cost at worst, and what of it came, before a price is put on it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


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

    def within(self, context_tokens: int | None) -> "InputAtWorst":
        """Return what of it a model can read whose context has so many tokens, the dearest kind
        first; all of it where the context is not known."""
        if context_tokens is None or self.tokens <= context_tokens:
            return self
        audio = min(self.audio, context_tokens)
        image = min(self.image, context_tokens - audio)
        return InputAtWorst(min(self.text, context_tokens - audio - image), image, audio)

    def read_often(self, turns: int, context_tokens: int) -> "InputAtWorst":
        """Return what is read at most in so many turns, between which the provider's own tools add
        to the text what they like, up to the context."""
        whole = replace(self, text=context_tokens - min(self.image + self.audio, context_tokens))
        return InputAtWorst(whole.text * turns, whole.image * turns, whole.audio * turns)

    def or_more(self, other: "InputAtWorst") -> "InputAtWorst":
        """Return the larger of each kind: who serves the call is not known before it is asked."""
        return InputAtWorst(
            max(self.text, other.text),
            max(self.image, other.image),
            max(self.audio, other.audio),
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What an answer brought, counted here: tokens (of sound among them), and units by the fee that
    they cost."""

    output_tokens: int
    audio_output_tokens: int = 0
    fees: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class WorstCase:
    """What a call can cost at worst. `output_tokens` is the most of one answer, of which it asks
    for `answers`; `may_speak` tells that they may be tokens of sound.

    `is_sent` tells that the provider is told the limit. It is not where the input, as it is counted
    here, leaves hardly any of the model's context: then the context itself bounds the answer, and
    a limit could make a provider refuse what it would have served.

    `fees` are the most units of what has a price beside its tokens, by name, of all answers
    together. `service_tiers` are those that an answer may be charged by, `named_tier` the one that
    is asked for. By what an upstream is known as, `sent_tiers` has the one that it is told instead,
    and `certain_fees` the units that it charges whatever it answers: those of the input, and what
    its model does unasked. `has_hosted_tools` tells that tools may run at the provider.
    """

    input: InputAtWorst
    answers: int
    output_tokens: int
    is_sent: bool
    may_speak: bool
    fees: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    service_tiers: Collection[str] = ("default",)
    sent_tiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    named_tier: str = "default"
    certain_fees: Mapping[str, Mapping[str, int]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    has_hosted_tools: bool = False

    @property
    def all_output_tokens(self) -> int:
        """Those of all answers."""
        return self.output_tokens * self.answers


def most_of(each: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the most units by name."""
    found: dict[str, int] = {}
    for units in each:
        for name, count in units.items():
            found[name] = max(found.get(name, 0), count)
    return found
