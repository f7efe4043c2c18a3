"""Settings from the environment: `ORGBILLING_<FIELD>`, and `DATABASE_URL`.

A field's docstring is its documentation; units are last in its name.
"""

from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from orgbilling.kernel.rates import RateLimit, parse_rate_limit

PREFIX = "ORGBILLING_"


def _number_if_digits(value: object) -> object:
    # The environment holds text, and a Literal of numbers takes no text.
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return frozenset(part.strip().lower() for part in value.split(",") if part.strip())


def _networks(value: object) -> object:
    parts = _split(value)
    if not isinstance(parts, frozenset):
        return parts
    return frozenset(str(ip_network(part, strict=False)) for part in parts)


def _rate_limit(value: object) -> object:
    return parse_rate_limit(value) if isinstance(value, str) else value


Rate = Annotated[RateLimit | None, BeforeValidator(_rate_limit), NoDecode]
"""`100/min`; `none` is no limit."""


class SettingsError(Exception):
    """A setting has a value that it cannot have. The text is one line a setting."""


class Settings(BaseSettings):
    """Everything that differs between two deployments. Immutable once made."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        use_attribute_docstrings=True,
        env_ignore_empty=True,
        populate_by_name=True,
    )

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8084
    """TCP port to listen on."""
    data_dir: Path = Path(".data")
    """Folder of the embedded database; unused with DATABASE_URL."""
    database_url: Annotated[SecretStr | None, Field(validation_alias="DATABASE_URL")] = None
    """PostgreSQL of the owner (the migrating role). Without it an embedded server is started."""
    application_database_url: SecretStr | None = None
    """PostgreSQL of the application's role; set by `serve` for its own processes."""
    postgres_version: Annotated[Literal[16, 18], BeforeValidator(_number_if_digits)] = 18
    """Major version of the embedded server."""
    processes: Annotated[int, Field(ge=1, le=64)] = 1
    """Server processes."""
    pool_size: Annotated[int, Field(ge=1, le=150)] = 16
    """Database connections a process keeps at most."""
    pool_timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    """How long a request waits for a connection before it is answered with 503."""
    engine_queue_limit: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """Spending requests that may wait in one process."""
    engine_lanes: Annotated[int, Field(ge=1, le=32)] = 3
    """Connections of a process that spend; each carries many requests at once."""
    worker_in_serve: bool = True
    """Run the jobs inside `serve`; otherwise start `orgbilling worker`."""
    enabled: bool = True
    """False answers 503 `feature_disabled` on every billing route; data stay."""
    demo: bool = True
    """Load demonstration data at the first start with the embedded database."""
    credits_per_usd: Annotated[Decimal, Field(gt=0, le=1_000_000_000)] = Decimal(1000)
    """Credits that one US dollar buys; fixed by the first migration."""
    organization_creation: Literal["anyone", "admin"] = "anyone"
    """Who may create an organization."""
    grace_days: Annotated[int, Field(ge=0, le=365)] = 7
    """Days that a past-due subscription may still spend."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=1_073_741_824)] = 1_048_576
    """Largest request body that is read, except by the gateway."""
    gateway_max_body_bytes: Annotated[int, Field(ge=1024, le=1_073_741_824)] = 33_554_432
    """Largest request to a model that is read: pictures and files are part of it."""
    trusted_proxies: Annotated[frozenset[str], BeforeValidator(_networks), NoDecode] = frozenset()
    """Addresses or networks (by commas) whose X-Forwarded-For and X-Forwarded-Proto are believed.
    Let them pass Host on as it came."""
    rate_limit_reads: Rate = RateLimit(100, 60)
    """Reads of one actor in one organization; `none` is no limit, here and below."""
    rate_limit_writes: Rate = RateLimit(20, 60)
    """Writes that have no limit of their own."""
    rate_limit_subscription_changes: Rate = RateLimit(5, 3600)
    """New subscriptions, changes of plan and cancellations."""
    rate_limit_allocations: Rate = RateLimit(30, 60)
    """Allocations, changes of them, and approvals of requests."""
    rate_limit_spending: Rate = None
    """Requests to check, deduct and hold; a batch is one. Captures have no limit."""
    rate_limit_sign_in: Rate = RateLimit(100, 60)
    """Steps of signing in from one network address."""
    session_idle_s: Annotated[int, Field(ge=60, le=31_536_000)] = 8 * 3600
    """A session ends after this long without a request."""
    session_absolute_s: Annotated[int, Field(ge=60, le=31_536_000)] = 7 * 24 * 3600
    """A session ends this long after sign-in, whatever happens."""
    oidc_issuer: str | None = None
    """OpenID Connect issuer; without it only the demonstration sign-in exists."""
    gateway_upstreams: Path | None = None
    """TOML file that says which provider serves which model; without it no model is served."""
    gateway_private_hosts: Annotated[frozenset[str], BeforeValidator(_split), NoDecode] = (
        frozenset()
    )
    """Hosts (`name:port`, by commas) that are not public and to which an organization's own keys
    may go all the same, also by http."""
    secret_key: SecretStr | None = None
    """32 random bytes in base64 that provider keys are encrypted with; without it none are kept."""
    gateway_clamp_output: bool = False
    """Shorten an answer to what the member can pay for, instead of refusing the call."""
    gateway_bytes_per_token: Annotated[int, Field(ge=1, le=16)] = 3
    """Bytes of text that count as a token where no provider has counted."""
    gateway_output_tokens_default: Annotated[int, Field(ge=1, le=10_000_000)] = 4096
    """Output tokens held for a call that names no limit, of a model whose own is not known."""
    gateway_hold_ttl_s: Annotated[int, Field(ge=60, le=86_400)] = 900
    """How long a call's hold lasts without a sign of life; one that runs on has it renewed."""
    gateway_connect_timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    """How long connecting to a provider may take."""
    gateway_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 300.0
    """How long a provider may be silent."""
    gateway_journal_s: Annotated[float, Field(ge=0.1, le=60)] = 2.0
    """How often the progress of running calls is written down."""
    gateway_abandoned_after_s: Annotated[int, Field(ge=2, le=3600)] = 60
    """A call without a sign of life for this long is settled by another process."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severity that is logged."""

    @property
    def uses_embedded_database(self) -> bool:
        """Whether the server in `data_dir` is used."""
        return self.database_url is None


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (by field name, None = not given) win over the environment.

    Raises:
        SettingsError: a value is not allowed; the text names the variable and what is.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [_explain(item["loc"], item["msg"], item["input"]) for item in error.errors()]
        raise SettingsError("\n".join(dict.fromkeys(lines))) from None


def _explain(location: tuple[int | str, ...], message: str, given: object) -> str:
    field = str(location[0]) if location else "settings"
    variable = field if field.isupper() else f"{PREFIX}{field.upper()}"
    # A connection string may hold a password, so its value is never repeated.
    shown = "" if variable.endswith("DATABASE_URL") else f"={given}"
    allowed = message[:1].lower() + message[1:]
    return f"{variable}{shown} is not allowed: {allowed.removeprefix('value error, ')}."
