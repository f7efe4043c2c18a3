"""Chance that falls the same way each time: seeded by name, never by the clock."""

from random import Random

_SEED = "orgbilling-demo"


def chance_of(*names: str) -> Random:
    """Return a generator of its own for what the names say."""
    return Random("/".join((_SEED, *names)))  # noqa: S311 - plausible figures, not secrets
