"""A real server, an organization there, and its service key."""

from tests.servers.conftest import company, people, servers

__all__ = ["company", "people", "servers"]
