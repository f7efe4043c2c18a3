"""PostgreSQL: the only package that talks to the driver. Others import from here."""

from orgbilling.database.conninfo import jobs_url
from orgbilling.database.errors import DatabaseUnavailable, MigrationFailed
from orgbilling.database.lane import Lane
from orgbilling.database.pool import Connection, Database, Executor, Parameters, Row
from orgbilling.database.queries import Queries, QueriesError, load_queries
from orgbilling.database.urls import DatabaseUrls, database_urls, running_urls

__all__ = [
    "Connection",
    "Database",
    "DatabaseUnavailable",
    "DatabaseUrls",
    "Executor",
    "Lane",
    "MigrationFailed",
    "Parameters",
    "Queries",
    "QueriesError",
    "Row",
    "database_urls",
    "jobs_url",
    "load_queries",
    "running_urls",
]
