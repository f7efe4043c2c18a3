"""Settings without rate limits, for tests of other things: they come faster than people do."""

RATE_CLASSES = ("reads", "writes", "subscription_changes", "allocations", "spending", "sign_in")
NO_LIMITS: dict[str, None] = {f"rate_limit_{kind}": None for kind in RATE_CLASSES}
"""Fields of `Settings`."""
NO_LIMITS_ENVIRONMENT = {f"ORGBILLING_RATE_LIMIT_{kind.upper()}": "none" for kind in RATE_CLASSES}
"""The same for a server in a process of its own."""
