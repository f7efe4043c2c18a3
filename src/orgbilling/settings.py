"""Settings from the environment: `ORGBILLING_<FIELD>`, and `DATABASE_URL`.

A field's docstring is its documentation; units are last in its name.
"""

from decimal import Decimal
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from orgbilling.bounds import (
    CREDITS_PER_USD_MAX,
    GRACE_DAYS_MAX,
    HOLD_TTL_S_MAX,
    OUTPUT_TOKENS_MAX,
    REFUND_LOT_DAYS_MAX,
)
from orgbilling.kernel.name_servers import server_address
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


def _name_servers(value: object) -> object:
    if not isinstance(value, str):
        return value
    servers = tuple(part.strip() for part in value.split(",") if part.strip())
    for server in servers:
        try:
            server_address(server)
        except ValueError:
            raise ValueError(
                "it must be addresses of name servers, each with :port where that is not 53"
            ) from None
    return servers


def _clamp_output(value: object) -> object:
    # What it was before it had three values.
    text = str(value).strip().lower()
    return {"true": "always", "1": "always", "false": "never", "0": "never"}.get(text, value)


def _rate_limit(value: object) -> object:
    return parse_rate_limit(value) if isinstance(value, str) else value


def _names(value: object) -> object:
    # By space or comma, in the order given.
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: `localhost`, or an address of it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _site(address: str) -> str:
    """Check that an address of a site is https (or http to this machine), and a bare one."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it must be an address that begins with https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("it must be an address without user name, query or fragment")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("it must be https; http is for this machine alone (localhost)")
    return address


def _signing_algorithms(names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in SIGNING_ALGORITHMS]
    if unknown or not names:
        raise ValueError(f"it must be some of {', '.join(SIGNING_ALGORITHMS)}")
    return names


SIGNING_ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures that only the holder of a private key makes. Never HS*: there the key that checks is
the key that signs."""

Site = Annotated[str, AfterValidator(_site)]
"""Where something is on the web: https, or http on this machine."""

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
    metrics_host: str = "127.0.0.1"
    """Address at which Prometheus finds `/metrics`."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 9464
    """Its port; of several processes each has the first free one from here on. 0 is none."""
    api_description: bool = True
    """Describe the API at `/docs` and `/openapi.json`."""
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
    credits_per_usd: Annotated[Decimal, Field(gt=0, le=CREDITS_PER_USD_MAX)] = Decimal(1000)
    """Credits that one US dollar buys; fixed by the first migration."""
    organization_creation: Literal["anyone", "admin"] = "anyone"
    """Who may create an organization."""
    grace_days: Annotated[int, Field(ge=0, le=GRACE_DAYS_MAX)] = 7
    """Days that a past-due subscription may still spend."""
    refund_lot_days: Annotated[int, Field(ge=1, le=REFUND_LOT_DAYS_MAX)] = 30
    """Days that credits live which are refunded after the lot they were drawn from had expired."""
    purchase_expiry_days: Annotated[int, Field(ge=0, le=3650)] = 0
    """Days that an order of credits waits for its payment, until it expires; 0 is for ever."""
    calendar_max_jump_days: Annotated[int, Field(ge=1, le=3650)] = 40
    """Days that the clock may be past what the database knew last; further, and the calendar stands
    until `orgbilling calendar resume`."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=1_073_741_824)] = 1_048_576
    """Largest request body that is read, except by the gateway."""
    gateway_max_body_bytes: Annotated[int, Field(ge=1024, le=1_073_741_824)] = 33_554_432
    """Largest request to a model that is read: pictures and files are part of it."""
    json_values_max: Annotated[int, Field(ge=16_384, le=100_000_000)] = 200_000
    """Most values, names of members included, of a JSON body: reading more holds up all others."""
    large_bodies_bytes_max: Annotated[int, Field(ge=1_048_576, le=1_099_511_627_776)] = 134_217_728
    """Bytes of bodies over 256 KiB that a process has in memory at a time; an organization has at
    most half of them, and one member a quarter."""
    header_bytes_max: Annotated[int, Field(ge=4096, le=1_048_576)] = 32_768
    """Largest head of a request: its address and its headers; more is 431."""
    headers_max: Annotated[int, Field(ge=20, le=10_000)] = 100
    """Headers that a request has at most."""
    header_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 10.0
    """How long the head of a request may take to come, and a new connection to begin one."""
    body_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 20.0
    """How long a body may take to come, and again for each MiB of it."""
    request_timeout_s: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    """How long a request may take to come, and then until its answer begins. An answer that has
    begun may go on, and a call to a model has limits of its own."""
    unread_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    """How long 64 KiB of an answer may stay unread."""
    bodies_at_once: Annotated[int, Field(ge=4, le=100_000)] = 256
    """Bodies of more than 32 KiB, in pieces, that a process reads at a time, a quarter of them from
    one address (of a trusted proxy, all); others wait for their turn."""
    keep_alive_s: Annotated[float, Field(gt=0, le=3600)] = 75.0
    """How long a connection is kept without a request. Longer than proxies keep theirs (a minute),
    so that they end them, in no request."""
    connections_max: Annotated[int, Field(ge=10, le=100_000)] = 4096
    """Connections of a process; of those that only wait, one makes room for a new one."""
    connections_per_address: Annotated[int, Field(ge=1, le=100_000)] = 1024
    """Connections of a process from one client address (IPv6: from one /64); trusted proxies have
    no such limit."""
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
    public_url: Site | None = None
    """Address that browsers reach this server at, `https://billing.example.com`. Without it people
    sign in through a provider only on this machine itself (localhost)."""
    oidc_issuer: Site | None = None
    """OpenID Connect issuer, exactly as it names itself; without it only the demonstration sign-in
    exists."""
    oidc_client_id: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """What the provider calls this application."""
    oidc_client_secret: SecretStr | None = None
    """The application's secret at the provider; none for a public client, which PKCE protects."""
    oidc_name: Annotated[str, Field(min_length=1, max_length=100)] = "Keycloak"
    """What the button on the sign-in page calls the provider."""
    oidc_scopes: Annotated[tuple[str, ...], BeforeValidator(_names), NoDecode] = (
        "openid", "email", "profile",
    )  # fmt: skip
    """What is asked for at sign-in, by spaces; `openid` is always part of it."""
    oidc_roles_claim: Annotated[str, Field(min_length=1, max_length=255)] = "realm_access.roles"
    """Where a person's roles are in the token: names of claims, by dots."""
    oidc_admin_role: Annotated[str, Field(min_length=1, max_length=255)] = "orgbilling-admin"
    """Who has this role there is a system admin here, from sign-in to sign-in."""
    oidc_algorithms: Annotated[
        tuple[str, ...], BeforeValidator(_names), AfterValidator(_signing_algorithms), NoDecode
    ] = ("RS256", "ES256", "PS256")
    """Signatures that are accepted of the provider, whatever a token or the provider says."""
    oidc_timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0
    """How long the provider may take to answer one question."""
    gateway_upstreams: Path | None = None
    """TOML file that says which provider serves which model; without it no model is served."""
    gateway_private_hosts: Annotated[frozenset[str], BeforeValidator(_split), NoDecode] = (
        frozenset()
    )
    """Hosts (`name:port`, by commas) that are not public and to which an organization's own keys
    may go all the same, also by http."""
    gateway_own_ports: Annotated[
        frozenset[Annotated[int, Field(ge=1, le=65535)]], BeforeValidator(_split), NoDecode
    ] = frozenset({443, 8443})
    """Ports (by commas) that organizations' own providers may have."""
    gateway_denied_networks: Annotated[frozenset[str], BeforeValidator(_networks), NoDecode] = (
        frozenset()
    )
    """Networks (by commas) that organizations' own keys are not sent to although they are public:
    what you have of your own there, or a NAT64 prefix."""
    gateway_own_lookups: Annotated[int, Field(ge=1, le=64)] = 4
    """Names of one organization's own providers that a process looks up at a time."""
    gateway_own_connections: Annotated[int, Field(ge=1, le=2000)] = 100
    """Connections of a process to one organization's own providers."""
    gateway_own_answer_max_bytes: Annotated[int, Field(ge=65_536, le=1_073_741_824)] = 33_554_432
    """Largest whole answer of an organization's own provider, packed and unpacked."""
    gateway_own_stream_max_bytes: Annotated[int, Field(ge=65_536, le=1_073_741_824)] = 134_217_728
    """Longest stream of an organization's own provider, packed and unpacked."""
    gateway_own_answer_timeout_s: Annotated[float, Field(gt=0, le=86_400)] = 1800.0
    """How long an answer of an organization's own provider may take in all."""
    gateway_organization_calls: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Calls to models that one organization runs in a process at a time; more are 429."""
    secret_key: SecretStr | None = None
    """32 random bytes in base64 that provider keys are encrypted with; without it none are kept."""
    gateway_clamp_output: Annotated[
        Literal["unnamed", "always", "never"], BeforeValidator(_clamp_output)
    ] = "unnamed"
    """Whose answers are shortened to what the member can pay for, instead of refusing the call:
    those of calls that name no limit and all of `/v1/messages`, whose clients always name one; all;
    or none. `true` is always, and `false` never."""
    gateway_output_tokens_min: Annotated[int, Field(ge=1, le=OUTPUT_TOKENS_MAX)] = 1024
    """Output tokens that a shortened answer has at least; where fewer fit, the call is refused."""
    gateway_bytes_per_token: Annotated[int, Field(ge=1, le=16)] = 3
    """Bytes of text that count as a token where no provider has counted."""
    gateway_output_tokens_default: Annotated[int, Field(ge=1, le=OUTPUT_TOKENS_MAX)] = 16384
    """Most output tokens of a call that names no limit, of a model whose own is not known. They are
    held, and the provider is told them; a text completion has 16."""
    gateway_hold_ttl_s: Annotated[int, Field(ge=60, le=HOLD_TTL_S_MAX)] = 900
    """How long a call's hold lasts without a sign of life; one that runs on has it renewed."""
    gateway_connect_timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    """How long connecting to a provider may take."""
    gateway_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 300.0
    """How long a provider may be silent."""
    gateway_journal_s: Annotated[float, Field(ge=0.1, le=60)] = 2.0
    """How often the progress of running calls is written down."""
    gateway_abandoned_after_s: Annotated[int, Field(ge=2, le=3600)] = 60
    """A call without a sign of life for this long is settled by another process."""
    name_servers: Annotated[tuple[str, ...], BeforeValidator(_name_servers), NoDecode] = ()
    """Name servers (addresses, with `:port` where that is not 53, by commas) that are asked for the
    hosts of providers instead of the machine's own."""
    name_lookup_timeout_s: Annotated[float, Field(gt=0, le=60)] = 3.0
    """How long looking up the name of a provider's host may take."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severity that is logged."""

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Self:
        if self.oidc_issuer is not None and self.oidc_client_id is None:
            raise ValueError(
                f"{PREFIX}OIDC_ISSUER needs {PREFIX}OIDC_CLIENT_ID: "
                "what the provider calls this application"
            )
        return self

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


def what_is_allowed(message: str) -> str:
    """Return Pydantic's message of a wrong value as the end of a sentence of ours, without a
    full stop."""
    allowed = message[:1].lower() + message[1:]
    return allowed.removeprefix("value error, ")


def _explain(location: tuple[int | str, ...], message: str, given: object) -> str:
    allowed = what_is_allowed(message)
    if not location:
        # It is about several settings, and names them.
        return f"{allowed}."
    field = str(location[0])
    variable = field if field.isupper() else f"{PREFIX}{field.upper()}"
    # A connection string may hold a password, so its value is never repeated.
    is_secret = variable.endswith(("DATABASE_URL", "SECRET", "SECRET_KEY"))
    shown = "" if is_secret else f"={given}"
    return f"{variable}{shown} is not allowed: {allowed}."
