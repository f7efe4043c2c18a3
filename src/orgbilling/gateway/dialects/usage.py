"""What an answer says it used, made sane."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from orgbilling.gateway.dialects.dialect import UsageNames
from orgbilling.gateway.prices import Tokens


@dataclass(frozen=True, slots=True)
class Told:
    """Counts as an answer tells them, by the names of `UsageNames`; what is not told is not in."""

    counts: Mapping[str, int]
    names: UsageNames

    def merged(self, later: "Told") -> "Told":
        """Return both together. Counts of a stream are of the whole so far, so that a later one
        holds; where it says 0 it has nothing to tell."""
        return Told(_merged(self.counts, later.counts), self.names)

    def tokens(self) -> Tokens | None:
        """Return what was used; None where that is not told: no call takes no input, so that who
        counts nothing has not counted.

        Output is what the total holds beside the input, where that is more; the parts of an input
        or output are never more than it.
        """
        told, names = self.counts, self.names
        if "input" not in told:
            # Some embed with a total alone, and some tell what came and the total.
            rest = told.get("total", 0) - told.get("output", 0)
            return Tokens(rest, told.get("output", 0)) if rest > 0 else None
        cached, written_1h = told.get("cached_input", 0), told.get("cache_write_1h", 0)
        written = max(told.get("cache_write", 0), told.get("cache_write_5m", 0) + written_1h)
        given = told["input"] + told.get("more_input", 0)
        output, reasoning = told.get("output", 0), told.get("reasoning", 0)
        if self._is_cache_beside(given, output, cached + written):
            given += cached + written
        rest = told.get("total", 0) - given - output
        if rest < 0 or names.rest_of_total == "nothing":
            # No total, or one that leaves something out: it tells nothing of what is beside.
            output += reasoning if names.reasoning_stands == "beside" else 0
        elif names.rest_of_total == "output":
            output += rest
        else:
            given += rest
        if given + output == 0:
            return None
        cached = min(cached, given)
        written = min(written, given - cached)
        # What is audio or a picture and cached costs as what is cached.
        new = given - cached - written
        heard = min(told.get("audio_input", 0), new)
        spoken = min(told.get("audio_output", 0), output)
        return Tokens(
            input=given,
            output=output,
            cached_input=cached,
            cache_write=written,
            cache_write_1h=min(written_1h, written),
            audio_input=heard,
            audio_output=spoken,
            image_input=min(told.get("image_input", 0), new - heard),
            image_output=min(told.get("image_output", 0), output - spoken),
            reasoning=min(reasoning, output),
        )

    def _is_cache_beside(self, given: int, output: int, cache: int) -> bool:
        if self.names.cache != "either":
            return self.names.cache == "beside"
        # Anthropic's shape has no total; where there is one, it says what stands where.
        total = self.counts.get("total", 0)
        return not total or cache > given or total == given + cache + output


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer, or a stream so far, says it used.

    `service_tier` is the one by which the provider says that it charges. `tokens` is None where it
    does not count them; `fees` are counts by name of what has a price of
    its own; `cost_usd` is told by those alone whose word is the truth; `model` is the one that
    answered. `counted_output_tokens` of the output were counted by us and not by the provider.
    """

    tokens: Tokens | None
    fees: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    cost_usd: Decimal | None = None
    model: str | None = None
    service_tier: str | None = None
    counted_output_tokens: int = 0
    told: Told | None = field(default=None, repr=False, compare=False)

    def merged(self, later: "Usage") -> "Usage":
        """Return what this and a later event of the same stream say together."""
        told = later.told if self.told is None else self.told
        if self.told is not None and later.told is not None:
            told = self.told.merged(later.told)
        return Usage(
            tokens=None if told is None else told.tokens(),
            fees=_merged(self.fees, later.fees),
            cost_usd=self.cost_usd if later.cost_usd is None else later.cost_usd,
            model=later.model or self.model,
            service_tier=later.service_tier or self.service_tier,
            told=told,
        )

    def with_output_of(self, output_tokens: int) -> "Usage":
        """Return it with just so much output, of which its provider has not told the count."""
        if self.tokens is None:
            return self
        counted = replace(
            self.tokens,
            output=output_tokens,
            audio_output=min(self.tokens.audio_output, output_tokens),
            image_output=min(self.tokens.image_output, output_tokens),
            reasoning=min(self.tokens.reasoning, output_tokens),
        )
        return replace(self, tokens=counted, counted_output_tokens=output_tokens)

    def with_counted(self, output_tokens: int) -> "Usage":
        """Return it with what came after it was told, counted by us."""
        if self.tokens is None or not output_tokens:
            return self
        more = replace(self.tokens, output=self.tokens.output + output_tokens)
        return replace(self, tokens=more, counted_output_tokens=output_tokens)


def _merged(earlier: Mapping[str, int], later: Mapping[str, int]) -> Mapping[str, int]:
    told = {name: count for name, count in later.items() if count or name not in earlier}
    return MappingProxyType({**earlier, **told})
