"""The shape of a dialect's file."""

from collections.abc import Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from orgbilling.gateway.dialects.paths import Path, Paths


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UsageNames(_Section):
    """Where the usage stands (`at`), and in it the counts; of several names the first that counts.

    `cache`: whether reads and writes of the cache are `inside` the input or `beside` it; `either`:
    beside where they are more than the input, or there is no total, or it is the sum of all.
    `reasoning_stands`: the same of reasoning and output. `more_input` is counted as input, beside
    it. `rest_of_total`: what that is which a total has and neither input nor output has told;
    `nothing`: the total leaves something out.
    """

    at: Paths
    input: Paths
    output: Paths
    total: Paths
    cached_input: Paths = ()
    cache_write: Paths = ()
    cache_write_5m: Paths = ()
    cache_write_1h: Paths = ()
    audio_input: Paths = ()
    audio_output: Paths = ()
    image_input: Paths = ()
    image_output: Paths = ()
    reasoning: Paths = ()
    more_input: Paths = ()
    cache: Literal["inside", "beside", "either"] = "inside"
    reasoning_stands: Literal["inside", "beside"] = "inside"
    rest_of_total: Literal["output", "input", "nothing"] = "output"


class FeeNames(_Section):
    """How often something was done that has a price of its own: a count of the usage, or else how
    many `items` of the answer are such (`where`), without those that are not (`unless`). Of a
    stream that breaks off before it tells either, each of its `events` is one."""

    counts: Paths = ()
    events: Mapping[str, tuple[str, ...]] = {}
    items: Paths = ()
    where: Mapping[str, tuple[str, ...]] = {}
    unless: Mapping[str, tuple[str, ...]] = {}


class CostNames(_Section):
    """Where the usage says what the call cost; a dialect that has this takes exactly that.

    `per_usd` units are a dollar. `more` is to be added where `more_if` is true, or where that is
    not told and it is more than the cost. `header` is of a whole answer, in dollars.
    """

    at: Paths
    per_usd: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    more: Paths = ()
    more_if: Paths = ()
    header: str | None = None


class ErrorNames(_Section):
    """Where errors stand (`at`); where a document has no `answer`, in `plain` as well. What says
    of itself that it `failed` is an error, whatever else it says."""

    at: Paths
    plain: Paths
    answer: tuple[str, ...]
    message: Paths
    type: Paths
    code: Paths
    failed: Mapping[str, tuple[str, ...]]


class Dialect(_Section):
    """What the answers of one family of providers look like. `hosts`: whose they are, `*` for
    anything, with the port where it says something."""

    name: str
    hosts: tuple[str, ...] = ()
    model: Paths
    service_tier: Paths = ()
    usage: UsageNames
    fees: Mapping[str, FeeNames] = {}
    cost: CostNames | None = None
    error: ErrorNames

    def closeness(self, netloc: str) -> int:
        """Return how closely a host (`name:port`) is described here: 0 where it is not."""
        host = netloc.partition(":")[0]
        return max(
            (
                len(pattern)
                for pattern in self.hosts
                if fnmatchcase(host, pattern) or fnmatchcase(netloc, pattern)
            ),
            default=0,
        )


def steps_of(text: str) -> Path:
    """Return a path that is the name of a table's entry."""
    return tuple(text.split("."))
