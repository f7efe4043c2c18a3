"""Who serves which model: read once at the start from a TOML file.

    [[upstream]]
    name = "openai"
    base_url = "https://provider.example/v1"
    api_key_env = "OPENAI_API_KEY"
    models = { "gpt-4o-mini" = "gpt-4o-mini-2024-07-18" }

`models` maps the name that clients use to the provider's own; a list means that they are the same.
Several upstreams of one model are tried in the order of the file. `dialect` says whose answers its
own are like, where its address does not.
Several upstreams of one model are tried in the order of the file. `price_list` is what the
published list of prices calls the provider, where its address does not say who it is.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from orgbilling.gateway.addresses import Destination
from orgbilling.gateway.dialects.files import BASE, checked_dialect_name, dialect_name_at
from orgbilling.settings import SettingsError, what_is_allowed


@dataclass(frozen=True)
class Upstream:
    """One provider's address, and our key to it."""

    name: str
    base_url: str
    api_key: str = field(repr=False)
    models: Mapping[str, str]
    destination: Destination | None = None
    """The address of an organization's own provider; None for one of ours."""
    dialect: str = BASE
    """The name of the family whose requests it takes, and whose answers its own are like."""
    price_list: str | None = None
    """What the published list of prices calls it; None: whoever is at its address."""
    passes_through: bool = False
    """Whether it gets what its family does not know as well."""

    @property
    def is_own(self) -> bool:
        """Whether the key is the organization's own."""
        return self.destination is not None


@dataclass(frozen=True)
class Upstreams:
    """All that are configured, in the order in which they are tried."""

    upstreams: tuple[Upstream, ...] = ()

    def serving(self, model: str) -> list[Upstream]:
        """Return those that serve a model, the first to try first."""
        return [upstream for upstream in self.upstreams if model in upstream.models]

    @property
    def models(self) -> list[str]:
        """Every model that somebody serves, sorted."""
        return sorted({model for upstream in self.upstreams for model in upstream.models})


def _address(base_url: str) -> str:
    if not base_url.startswith(("https://", "http://")):
        raise ValueError("it must begin with https:// or http://")
    return base_url.rstrip("/")


def _variable(name: str) -> str:
    if not os.environ.get(name):
        raise ValueError(f"the environment variable {name} is not set")
    return name


def _by_name(models: object) -> object:
    if isinstance(models, list) and all(isinstance(model, str) for model in models):
        return {model: model for model in models}
    return models


_Name = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    """One [[upstream]]."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    base_url: Annotated[_Name, AfterValidator(_address)]
    api_key_env: Annotated[_Name, AfterValidator(_variable)]
    models: Annotated[dict[_Name, _Name], BeforeValidator(_by_name), Field(min_length=1)]
    dialect: Annotated[str, AfterValidator(checked_dialect_name)] | None = None
    price_list: _Name | None = None


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
    return Upstreams(
        tuple(
            Upstream(
                table.name,
                table.base_url,
                os.environ[table.api_key_env],
                table.models,
                dialect=table.dialect or dialect_name_at(table.base_url),
                price_list=table.price_list,
            )
            for table in tables
        )
    )


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
