"""An attacker, a process of its own on a core of its own: it runs one attack until it is told to
stop, and says what it did.

`python -m tests.hostile.attacker tests.hostile.wire_attacks:half_sent_requests`, with a JSON object
in the first line of its input (`Target`). It prints `attacking` when it begins; at the end of its
input it stops, and prints the attack's figures as one JSON object.

An attack is a function `async def attack(target, figures)`: it goes on until it is cancelled, and
counts what it does in `figures`.
"""

import asyncio
import contextlib
import importlib
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

BEGUN = "attacking"


@dataclass(frozen=True)
class Target:
    """The server, and whatever else the attack was given: keys, ids, addresses."""

    port: int
    given: dict[str, Any] = field(default_factory=dict)


Figures = Counter[str]
Attack = Callable[[Target, Figures], Awaitable[None]]


async def _until_input_ends() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def _run(attack: Attack, target: Target) -> Figures:
    figures: Figures = Counter()
    print(BEGUN, flush=True)
    attacking = asyncio.ensure_future(attack(target, figures))
    ended = asyncio.ensure_future(_until_input_ends())
    await asyncio.wait((attacking, ended), return_when=asyncio.FIRST_COMPLETED)
    if attacking.done():
        # An attack that gives up attacks nobody, and proves nothing.
        attacking.result()
        raise RuntimeError("the attack ended by itself")
    attacking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await attacking
    return figures


def main() -> None:
    """Run the attack that the first argument names, as `module:function`."""
    module, _, function = sys.argv[1].partition(":")
    attack: Attack = getattr(importlib.import_module(module), function)
    target = Target(**json.loads(sys.stdin.readline()))
    print(json.dumps(asyncio.run(_run(attack, target))), flush=True)


if __name__ == "__main__":
    main()
