"""Connection strings: reading them, changing one part, and printing them without the password."""

from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from orgbilling.database.errors import DatabaseUnavailable

_IN_AUTHORITY = ("user", "password", "host", "port", "dbname")


def build_url(parts: dict[str, str]) -> str:
    """Write `parts` (libpq's names) as a `postgresql://` URI."""
    user = quote(parts.get("user", ""), safe="")
    if "password" in parts:
        user += f":{quote(parts['password'], safe='')}"
    hosts = parts.get("host", "").split(",")
    ports = parts.get("port", "").split(",")
    query = {name: value for name, value in parts.items() if name not in _IN_AUTHORITY}
    address = ""
    if len(hosts) == 1 and len(ports) == 1 and not hosts[0].startswith("/"):
        host = f"[{hosts[0]}]" if ":" in hosts[0] else quote(hosts[0], safe="")
        address = host + (f":{ports[0]}" if ports[0] else "")
    else:
        # A socket's folder and a list of hosts are legal only in the query part.
        query.update({name: parts[name] for name in ("host", "port") if parts.get(name)})
    authority = f"{user}@{address}" if user else address
    database = quote(parts.get("dbname", ""), safe="")
    arguments = urlencode(query, quote_via=quote)
    return f"postgresql://{authority}/{database}{'?' if arguments else ''}{arguments}"


def parse_url(url: str) -> dict[str, str]:
    """Read a URI or a `key=value` string into libpq's names.

    Raises:
        DatabaseUnavailable: it is neither; the text does not repeat it.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        # libpq quotes what it could not read, which may be the password.
        reason = str(error).split('"')[0].strip().rstrip(":") or "not a connection string"
        raise DatabaseUnavailable(
            f"DATABASE_URL cannot be read ({reason}); "
            "it looks like postgresql://user:password@host:5432/database."
        ) from None
    return {name: str(value) for name, value in parts.items() if value is not None}


def with_options(url: str, *options: str) -> str:
    """Add server options (`role=x`, `search_path=a,b`) to those that `url` already has."""
    parts = parse_url(url)
    added = " ".join(f"-c {option}" for option in options)
    parts["options"] = f"{parts['options']} {added}" if parts.get("options") else added
    return build_url(parts)


def with_database(url: str, name: str) -> str:
    """Point `url` at another database of the same server."""
    return build_url({**parse_url(url), "dbname": name})


def describe(url: str) -> str:
    """Name the server and database of `url` for people: no password, no options."""
    parts = parse_url(url)
    place = f"{parts.get('host', 'local socket')}:{parts.get('port', '5432')}"
    return f"{parts.get('user', 'default user')}@{place}/{parts.get('dbname', '')}"


def jobs_url(url: str) -> str:
    """Point `url` at the job queue's schema, where procrastinate's objects are."""
    return with_options(url, "search_path=jobs,public,pg_temp")
