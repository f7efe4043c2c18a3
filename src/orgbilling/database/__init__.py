"""PostgreSQL: the only package that talks to the driver. Others import from here."""

from orgbilling.database.batcher import BatchCounters, Batcher, Trip, Waiting
from orgbilling.database.conninfo import jobs_url
from orgbilling.database.errors import DatabaseUnavailable, MigrationFailed
from orgbilling.database.lane import Lane
from orgbilling.database.pool import Connection, Database, Executor
from orgbilling.database.queries import Queries, QueriesError, load_queries
from orgbilling.database.statements import Query, Statement
from orgbilling.database.urls import DatabaseUrls, database_urls, running_urls

__all__ = [
    "BatchCounters",
    "Batcher",
    "Connection",
    "Database",
    "DatabaseUnavailable",
    "DatabaseUrls",
    "Executor",
    "Lane",
    "MigrationFailed",
    "Queries",
    "QueriesError",
    "Query",
    "Statement",
    "Trip",
    "Waiting",
    "database_urls",
    "jobs_url",
    "load_queries",
    "running_urls",
]
