"""Facts: what a money transaction wrote to `outbox`, and who acts on it afterwards."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from orgbilling.jobs.context import JobContext


@dataclass(frozen=True)
class Fact:
    """One row of `outbox`. Numbers of the payload are exact: `Decimal` where they have a point."""

    org_id: UUID
    outbox_id: UUID
    topic: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class FactHandler:
    """Something to do once for every fact of some topics.

    `name` is stored in the queue: it stays the same as long as jobs of it may wait. `handle` is
    run at least once and, after a crash or an error, again: it must do no more than once what it
    does (by `fact.outbox_id`). What it raises is logged and retried, with growing pauses.
    """

    name: str
    topics: frozenset[str]
    handle: Callable[[JobContext, Fact], Awaitable[None]]


def read_fact(org_id: str, outbox_id: str, topic: str, payload: str) -> Fact:
    """Make a fact from what a job carries: ids as text, the payload as JSON."""
    return Fact(UUID(org_id), UUID(outbox_id), topic, json.loads(payload, parse_float=Decimal))
