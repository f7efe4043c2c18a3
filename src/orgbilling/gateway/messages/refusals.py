"""Refusals of a messages request, each with the path of the field that it is about."""

from orgbilling.kernel.errors import Invalid


def wrong(path: str, must: str) -> Invalid:
    """Return the refusal of a value that no messages request may have."""
    return Invalid(f"{path}: it {must}.", code="invalid_request", fields={"param": path})


def not_offered(path: str, reason: str) -> Invalid:
    """Return the refusal of what no upstream may be asked for here: its price is not known, or it
    reaches what belongs to others."""
    return Invalid(f"{path}: {reason}.", code="not_offered", fields={"param": path})


def not_translatable(path: str, reason: str) -> Invalid:
    """Return the refusal of what only an upstream that speaks messages can be asked for."""
    return Invalid(
        f"{path}: {reason}. Only a provider that speaks messages could be asked for it.",
        code="not_translatable",
        fields={"param": path},
    )
