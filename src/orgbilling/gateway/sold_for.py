"""What a model can be asked for, by what its price counts."""

from collections.abc import Callable, Mapping
from typing import Final

from orgbilling.gateway.media.picture_prices import PIXEL, picture_fee
from orgbilling.gateway.media.speech import CHARACTER
from orgbilling.gateway.media.verdicts import SEARCH
from orgbilling.gateway.price_parts import SECOND
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import EVERY_KIND, Kind
from orgbilling.kernel.errors import NotFound


def _has_picture_fee(price: Price) -> bool:
    return price.has_fee(PIXEL) or picture_fee(price.parts.table.fees, None, None) is not None


# What makes a price one for a kind of request, where tokens and requests cost nothing.
_BY_UNITS: Final[Mapping[Kind, Callable[[Price], bool]]] = {
    "images/generations": _has_picture_fee,
    "audio/speech": lambda price: price.has_fee(CHARACTER),
    "audio/transcriptions": lambda price: price.has_fee(SECOND),
    "rerank": lambda price: price.has_fee(SEARCH),
}


def is_sold_for(price: Price, kind: Kind) -> bool:
    """Tell whether a call of this kind costs anything by a price, or no call does."""
    by_units = _BY_UNITS.get(kind)
    return price.is_for_text or (by_units is not None and by_units(price))


def require_sold_for(price: Price, kind: Kind, model: str) -> None:
    """Refuse what a model would answer for nothing.

    Raises:
        NotFound: `wrong_endpoint`: its price counts what such a call does not use.
    """
    if is_sold_for(price, kind):
        return
    others = [f"/v1/{other}" for other in EVERY_KIND if is_sold_for(price, other)]
    where = f" Ask it at {' or '.join(others)}." if others else ""
    raise NotFound(
        f"The model {model!r} is not sold for /v1/{kind}: its price counts something else.{where}",
        code="wrong_endpoint",
        fields={"param": "model"},
    )
