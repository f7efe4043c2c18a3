"""Who serves which model: read from a TOML file at the start, and again at SIGHUP.

    [[upstream]]
    name = "openai"
    base_url = "https://provider.example/v1"
    api_key_env = "OPENAI_API_KEY"
    models = { "gpt-4o-mini" = "gpt-4o-mini-2024-07-18" }

`models` maps the name that clients use to the provider's own; a list means that they are the same.
Several upstreams of one model are tried in the order of the file; neighbours that have a `weight`
share one place in it. `dialect` says whose answers its own are like, and `price_list` what the
published list of prices calls the provider, where its address does not; `passes_through` that it
gets what its family does not know as well.
"""

import math
import os
import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)

from orgbilling.gateway.dialects.files import BASE, checked_dialect_name, dialect_name_at
from orgbilling.settings import SettingsError, what_is_allowed


@dataclass(frozen=True)
class Upstream:
    """One provider's address, and our key to it; without a key nothing is authorized.

    `weight` is its share of the calls beside its neighbours, `label` what clients may know of it.
    Time-outs are in seconds; None is what the settings say. `first_byte_timeout_s` is how long a
    call waits for the begin of an answer where another upstream could be asked; None is for ever.
    `cool_down_s` is how long it is asked last at most after it has failed; 0 is never.
    """

    name: str
    base_url: str
    api_key: str = field(repr=False)
    models: Mapping[str, str]
    org_id: UUID | None = None
    """The organization whose own provider it is; None for one of ours."""
    dialect: str = BASE
    """The name of the family whose requests it takes, and whose answers its own are like."""
    price_list: str | None = None
    """What the published list of prices calls it; None: whoever is at its address."""
    passes_through: bool = False
    """Whether it gets what its family does not know as well."""
    label: str | None = None
    weight: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    connect_timeout_s: float | None = None
    timeout_s: float | None = None
    first_byte_timeout_s: float | None = None
    cool_down_s: float = 60.0
    known_as: str = ""
    """What its state is remembered by, in every process; its name unless given."""

    def __post_init__(self) -> None:
        if not self.known_as:
            object.__setattr__(self, "known_as", self.name)

    @property
    def is_own(self) -> bool:
        """Whether the key is the organization's own."""
        return self.org_id is not None


@dataclass
class Upstreams:
    """All that are configured, in the order in which they are tried."""

    upstreams: tuple[Upstream, ...] = ()

    def in_order_of_file(self, model: str) -> list[Upstream]:
        """Return those that serve a model, whoever is tried first now."""
        return [upstream for upstream in self.upstreams if model in upstream.models]

    def serving(self, model: str) -> list[Upstream]:
        """Return those that serve a model, the first to try first: in the order of the file, where
        neighbours with weights are shuffled by them."""
        serving = self.in_order_of_file(model)
        if len(serving) < 2 or not any(upstream.weight is not None for upstream in serving):
            return serving
        shuffled: list[Upstream] = []
        for has_weight, group in groupby(serving, key=lambda each: each.weight is not None):
            place = list(group)
            shuffled += sorted(place, key=_draw) if has_weight else place
        return shuffled

    @property
    def models(self) -> list[str]:
        """Every model that somebody serves, sorted."""
        return sorted({model for upstream in self.upstreams for model in upstream.models})

    def replace(self, other: "Upstreams") -> None:
        """Serve what `other` says from now on. Calls that run keep theirs."""
        self.upstreams = other.upstreams


def _draw(upstream: Upstream) -> float:
    # Sorted by this, each is first as often as its weight is a part of the sum (Efraimidis and
    # Spirakis, 2006); one of weight 0 comes after all others.
    if not upstream.weight:
        return math.inf
    return -math.log(1.0 - random.random()) / upstream.weight  # noqa: S311


def _address(base_url: str) -> str:
    if not base_url.startswith(("https://", "http://")):
        raise ValueError("it must begin with https:// or http://")
    return base_url.rstrip("/")


def _variable(name: str) -> str:
    if not os.environ.get(name):
        raise ValueError(f"the environment variable {name} is not set")
    return name


def _key_or_none(name: str | None, info: ValidationInfo) -> str | None:
    if (name is None) != bool(info.data.get("keyless")):
        raise ValueError("it must name a variable, or stand for keyless = true, and not both")
    return None if name is None else _variable(name)


def _header_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or name.lower() in _OWN_HEADERS:
        raise ValueError(f"{name} is no header that can be set")
    return name.lower()


def _header_value(value: object) -> object:
    # A secret stands in the environment, not in the file.
    if isinstance(value, dict) and set(value) == {"env"} and isinstance(value["env"], str):
        value = os.environ[_variable(value["env"])]
    if isinstance(value, str) and not re.fullmatch(r"[\x20-\x7e]*", value):
        raise ValueError("the value of a header must be visible ASCII")
    return value


def _by_name(models: object) -> object:
    if isinstance(models, list) and all(isinstance(model, str) for model in models):
        return {model: model for model in models}
    return models


# What a request to a provider says about itself is not the file's to say.
_OWN_HEADERS: Final = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
)
_LABEL: Final = r"[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?"
_Name = Annotated[str, Field(min_length=1)]
_HeaderName = Annotated[str, AfterValidator(_header_name)]
_HeaderValue = Annotated[str, BeforeValidator(_header_value)]
_Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Table(BaseModel):
    """One [[upstream]]."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    base_url: Annotated[_Name, AfterValidator(_address)]
    keyless: bool = False
    api_key_env: Annotated[str | None, AfterValidator(_key_or_none)] = Field(
        None, validate_default=True
    )
    models: Annotated[dict[_Name, _Name], BeforeValidator(_by_name), Field(min_length=1)]
    dialect: Annotated[str, AfterValidator(checked_dialect_name)] | None = None
    price_list: _Name | None = None
    passes_through: bool = False
    label: Annotated[str, Field(pattern=f"^{_LABEL}$")] | None = None
    weight: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    headers: dict[_HeaderName, _HeaderValue] = Field(default_factory=dict)
    connect_timeout_s: _Seconds | None = None
    timeout_s: _Seconds | None = None
    first_byte_timeout_s: _Seconds | None = None
    cool_down_s: Annotated[float, Field(ge=0, le=3600)] = 60.0

    def upstream(self) -> Upstream:
        """Return what it describes."""
        return Upstream(
            name=self.name,
            base_url=self.base_url,
            api_key=os.environ[self.api_key_env] if self.api_key_env else "",
            models=self.models,
            dialect=self.dialect or dialect_name_at(self.base_url),
            price_list=self.price_list,
            passes_through=self.passes_through,
            label=self.label,
            weight=self.weight,
            headers=self.headers,
            connect_timeout_s=self.connect_timeout_s,
            timeout_s=self.timeout_s,
            first_byte_timeout_s=self.first_byte_timeout_s,
            cool_down_s=self.cool_down_s,
        )


def _each_once(tables: list[_Table]) -> list[_Table]:
    if len({table.name for table in tables}) < len(tables):
        raise ValueError("it names an upstream twice")
    return tables


class _File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    upstream: Annotated[list[_Table], AfterValidator(_each_once)]


# Errors whose own words do not say what to do; the others say what is allowed.
_SAID: Final = {
    "missing": "is missing",
    "extra_forbidden": f"is no setting of an upstream; there are {', '.join(_Table.model_fields)}",
    "dict_type": "must be names: a list, or a table from our name to the provider's",
    "too_short": "must name a model",
}


def load_upstreams(path: Path | None) -> Upstreams:
    """Read the file; without one, nobody serves anything.

    Raises:
        SettingsError: it cannot be read, or says what it cannot; one line.
    """
    if path is None:
        return Upstreams()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = _File.model_validate(document).upstream
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(f"{path} cannot be read: {error}") from None
    except ValidationError as error:
        faults = dict.fromkeys(map(_explain, error.errors()))
        raise _refused(f"{path}: {'; '.join(faults)}.") from None
    return Upstreams(tuple(table.upstream() for table in tables))


def _explain(item: Any) -> str:
    location, is_ours = item["loc"], item["type"] == "value_error"
    if len(location) < 3 and not is_ours:
        return "it must hold [[upstream]] tables only"
    allowed = what_is_allowed(item["msg"])
    if len(location) < 3:
        return allowed
    said = _SAID.get(item["type"], f"is not allowed: {allowed}")
    return f"upstream {location[1] + 1}: {location[2]} {said}"


def _refused(reason: str) -> SettingsError:
    return SettingsError(f"ORGBILLING_GATEWAY_UPSTREAMS: {reason}")
