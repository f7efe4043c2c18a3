"""How many tokens a model can read at once, as far as the published list (genai-prices) says."""

import asyncio
import threading
from collections.abc import Iterable
from functools import lru_cache

_REMEMBERED_MAX = 4096
_list_is_read = threading.Event()


@lru_cache(maxsize=_REMEMBERED_MAX)
def context_length_of(provider_model: str, base_url: str) -> int | None:
    """Return the length of a model's context in tokens, None where it is not published.

    The provider is known by its address; at an address that the list does not know, which may be
    a proxy's, by the model's name. The first look takes a second: not on the event loop.
    """
    # Imported here: reading the list takes a second, and few requests need it.
    from genai_prices import data_snapshot

    snapshot = data_snapshot.get_snapshot()
    for address in (base_url, None):
        try:
            _, found = snapshot.find_provider_model(provider_model, None, None, address)
        except LookupError:
            continue
        return found.context_window
    return None


async def shortest_context(asked: Iterable[tuple[str, str]]) -> int | None:
    """Return the shortest context of a provider's own names of a model, each with its base URL, as
    far as they are published."""
    names = list(asked)

    def look_up() -> list[int]:
        found = (context_length_of(name, base_url) for name, base_url in names)
        return [length for length in found if length is not None]

    if _list_is_read.is_set():
        return min(look_up(), default=None)
    # Another thread may be at it: who imports the same waits for it, and not on the event loop.
    lengths = await asyncio.to_thread(look_up)
    _list_is_read.set()
    return min(lengths, default=None)
