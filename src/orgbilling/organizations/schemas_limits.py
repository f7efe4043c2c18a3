"""What a key, a member or an organization may be used for: limits and rules."""

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from orgbilling.bounds import (
    ALLOWED_ADDRESSES_MAX,
    ALLOWED_MODELS_MAX,
    ID_CHARACTERS_MAX,
    LIMIT_PER_MINUTE_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
)
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.moments import Moment
from orgbilling.kernel.money import CreditsOrZero, CreditsOut
from orgbilling.kernel.texts import name

LimitedKind = Literal["organization", "member", "key"]
# What an IPv4 address that is written as IPv6 has before itself, in bits.
_MAPPED_BITS: Final = 96


def _tag(value: str) -> str:
    if "," in value:
        raise PydanticCustomError("tag_comma", "must not contain a comma")
    return name(value)


def _address(value: str) -> str:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        raise PydanticCustomError(
            "address_malformed", "must be an IP address, or a network like 10.0.0.0/8"
        ) from None
    if isinstance(network, IPv6Network):
        network = _as_it_comes(network)
    is_one = network.prefixlen == network.max_prefixlen
    return str(network.network_address if is_one else network)


def _as_it_comes(network: IPv6Network) -> IPv4Network | IPv6Network:
    """Return a network as the addresses of its callers are read."""
    mapped = network.network_address.ipv4_mapped
    if mapped is not None and network.prefixlen >= _MAPPED_BITS:
        return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
    return IPv6Network((int(network.network_address), network.prefixlen))


ModelPattern = Annotated[
    str,
    Field(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["claude-*"]),
    AfterValidator(name),
]
Address = Annotated[
    str, Field(max_length=ID_CHARACTERS_MAX, examples=["10.0.0.0/8"]), AfterValidator(_address)
]
Tag = Annotated[
    str,
    Field(min_length=1, max_length=TAG_CHARACTERS_MAX, examples=["team-search"]),
    AfterValidator(_tag),
]
PerMinute = Annotated[int, Field(strict=True, ge=0, le=LIMIT_PER_MINUTE_MAX, examples=[60])]
_BUDGET: Final = (
    "Credits that may be used and held within a {} of the organization's time zone; "
    "null: no such budget. A capture is never refused, and counts."
)


class SpendingRulesRequest(RequestBody):
    """All that restricts an organization; what is left out or null restricts it no more."""

    allowed_models: Annotated[
        list[ModelPattern] | None, Field(min_length=1, max_length=ALLOWED_MODELS_MAX)
    ] = Field(None, description="Names of models, * standing for any characters; null: all.")
    allowed_addresses: Annotated[
        list[Address] | None, Field(min_length=1, max_length=ALLOWED_ADDRESSES_MAX)
    ] = Field(None, description="IP addresses and networks it is used from; null: from all.")
    expires_at: Moment | None = Field(
        None, description="From when nothing is spent any more; null: never."
    )
    tags: Annotated[list[Tag] | None, Field(min_length=1, max_length=TAGS_MAX)] = Field(
        None, description="Kept with the usage of whatever is spent."
    )


class SpendingLimitsRequest(SpendingRulesRequest):
    """All that restricts a key or a member; what is left out or null restricts it no more."""

    budget_day_credits: CreditsOrZero | None = Field(None, description=_BUDGET.format("day"))
    budget_week_credits: CreditsOrZero | None = Field(
        None, description=_BUDGET.format("week (from Monday)")
    )
    budget_month_credits: CreditsOrZero | None = Field(None, description=_BUDGET.format("month"))
    requests_per_minute: PerMinute | None = None
    tokens_per_minute: PerMinute | None = Field(
        None, description="Input and output of calls to models that say their tokens."
    )


class _LimitState(BaseModel):
    kind: Literal["member", "key"] = Field(description="What is limited.")
    id: str = Field(description="The member's user id, or the key's id.")
    resets_at: datetime = Field(description="When the next period begins, with nothing used.")


class BudgetState(_LimitState):
    """A budget, and what is used and held of it in the present period."""

    period: Literal["day", "week", "month"]
    limit_credits: CreditsOut
    used_credits: CreditsOut = Field(description="Net of refunds.")
    held_credits: CreditsOut = Field(description="By holds that are open, of whichever period.")


class RequestRateState(_LimitState):
    """A rate of requests, and how many there were in the present minute."""

    period: Literal["minute"]
    limit_requests: int
    used_requests: int


class TokenRateState(_LimitState):
    """A rate of tokens, and what is used and held of it in the present minute."""

    period: Literal["minute"]
    limit_tokens: int
    used_tokens: int
    held_tokens: int = Field(description="Of the input of calls that run.")


class SpendingRulesResponse(BaseModel):
    """What an organization may be used for; null restricts nothing."""

    kind: LimitedKind
    id: str = Field(description="The organization's id, the member's user id, or the key's id.")
    allowed_models: list[str] | None
    allowed_addresses: list[str] | None
    expires_at: datetime | None
    tags: list[str] | None


class SpendingLimitsResponse(SpendingRulesResponse):
    """What a key or a member may be used for, and how it stands; null restricts nothing."""

    budget_day_credits: CreditsOut | None
    budget_week_credits: CreditsOut | None
    budget_month_credits: CreditsOut | None
    requests_per_minute: int | None
    tokens_per_minute: int | None
    limits: list[BudgetState | RequestRateState | TokenRateState] = Field(
        description="How each limit stands, in the shape that a refusal tells it."
    )
