"""The application with its spending engine, on this test process's database."""

from tests.credits.conftest import api, company

__all__ = ["api", "company"]
