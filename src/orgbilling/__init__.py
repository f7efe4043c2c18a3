"""Credits and billing for organizations that use AI and API services."""

__version__ = "0.1.0"
