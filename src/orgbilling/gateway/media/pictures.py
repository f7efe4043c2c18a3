"""`/v1/images/generations`: a request for pictures, and what they can cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.media.picture_prices import (
    AUTO,
    PICTURE,
    PIXEL,
    PictureRule,
    picture_fee,
    picture_rule,
    pixels_of,
)
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import DEFAULT, request_dialect
from orgbilling.gateway.request_fields import Fitted, whole_number, wrong
from orgbilling.gateway.requests import ModelRequest, read_body, request_of, written
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.gateway.worst_case import Counted, InputAtWorst
from orgbilling.kernel.errors import Invalid

_KIND: Final = "images/generations"
_PICTURES_MAX: Final = 10
_PARTIAL_MAX: Final = 3
_PARTIAL_TOKENS: Final = 100
# Moving pictures and drawings are charged by what else it takes to make them.
_FORMATS: Final = ("png", "jpeg", "webp")
_WORDS: Final = ("size", "quality", "style", "background", "moderation", "response_format")


@dataclass(slots=True)
class PictureRequest(ModelRequest):
    """A request for `pictures`. `size` and `quality` are None where the model may choose, in
    `is_auto` those for which the call says so."""

    size: str | None = None
    quality: str | None = None
    is_auto: frozenset[str] = frozenset()
    pictures: int = 1
    partial_pictures: int = 0

    def input_at_worst(
        self, fitted: Fitted, provider_model: str, context_tokens: int | None = None
    ) -> InputAtWorst:
        """Return the most input tokens: the prompt is read for each picture."""
        once = ModelRequest.input_at_worst(self, fitted, provider_model, context_tokens)
        return InputAtWorst(once.text * self.pictures)

    def output_at_worst(self, provider_model: str, price: Price) -> int:
        """Return the most output tokens of one picture.

        Raises:
            Invalid: `media_not_priceable`: they are not known for this size and quality.
        """
        if not price.has_output:
            return 0
        rule = self._rule(provider_model)
        tokens = rule.tokens(*self._asked(provider_model))
        if tokens is not None:
            return tokens + rule.more + _PARTIAL_TOKENS * self.partial_pictures
        if price.output_tokens_max is not None:
            return price.output_tokens_max
        if price.parts.table.fees.keys() & {PICTURE, PIXEL}:
            return 0
        raise self._not_priceable(provider_model, price)

    def fees_at_worst(self, fitted: Fitted, provider_model: str, price: Price) -> dict[str, int]:
        """Return the fees of the pictures, at the dearest that their size and quality may be.

        Raises:
            Invalid: `media_not_priceable`: the price has none for them, and none for tokens.
        """
        del fitted
        fees = self._fees(self.pictures, *self._asked(provider_model), price)
        if not fees and not price.has_output and not price.is_free:
            raise self._not_priceable(provider_model, price)
        return fees

    def input_fees(self, fees: Mapping[str, int]) -> dict[str, int]:
        """Return none: pictures that were not made are not charged."""
        del fees
        return {}

    def count(self, whole: WholeAnswer, provider_model: str, price: Price) -> Counted:
        """Return the pictures that came, never more than were asked for."""
        document = next((each for each in whole.documents if isinstance(each, dict)), {})
        came = document.get("data")
        made = min(sum(map(_is_picture, came)) if isinstance(came, list) else 0, self.pictures)
        return self._counted(made, document, provider_model, price)

    def count_stream(self, ended: str, provider_model: str, price: Price) -> Counted | None:
        """Return the picture that a stream ends with."""
        return self._counted(int(ended == "completed"), {}, provider_model, price)

    def understood(self, usage: Usage | None) -> Usage | None:
        """Return the usage; where it does not say what its output was, that was pictures."""
        tokens = None if usage is None else usage.tokens
        if usage is None or tokens is None or tokens.image_output:
            return usage
        return replace(usage, tokens=replace(tokens, image_output=tokens.output))

    def forwarded(
        self,
        model: str,
        output_tokens_max: int | None,
        dialect: str = DEFAULT,
        *,
        passes_through: bool = False,
        service_tier: str | None = None,
    ) -> bytes:
        """Return the body that a provider gets, with what it was held for said in it."""
        del output_tokens_max, service_tier
        body = {"model": model, **self.fit(dialect, passes_through=passes_through).body}
        if "n" in request_dialect(dialect).answers[_KIND]:
            body["n"] = self.pictures
        size, quality = self._asked(model)
        said = {"size": size, "quality": quality}
        return written(body | {name: word for name, word in said.items() if word is not None})

    def _asked(self, provider_model: str) -> tuple[str | None, str | None]:
        """Return size and quality as they are sent: where the call says neither, our default."""
        rule = self._rule(provider_model)
        size = rule.size if self.size is None and "size" not in self.is_auto else self.size
        is_named = self.quality is not None or "quality" in self.is_auto
        return size, self.quality if is_named else rule.quality

    def _rule(self, provider_model: str) -> PictureRule:
        return picture_rule(provider_model, self.model)

    def _fees(
        self, pictures: int, size: str | None, quality: str | None, price: Price
    ) -> dict[str, int]:
        fees = price.parts.table.fees
        found: dict[str, int] = {}
        name = picture_fee(fees, size, quality)
        if name is not None and pictures:
            found[name] = pictures
        pixels = None if size is None else pixels_of(size)
        if PIXEL in fees and pixels is not None and pictures:
            found[PIXEL] = pictures * pixels[0] * pixels[1]
        return found

    def _counted(
        self, pictures: int, told: Mapping[str, Any], provider_model: str, price: Price
    ) -> Counted:
        size, quality = self._asked(provider_model)
        # Where the model chose, it says what.
        size = size or _word_of(told, "size")
        quality = quality or _word_of(told, "quality")
        tokens = self._rule(provider_model).tokens(size, quality) if price.has_output else 0
        fees = self._fees(pictures, size, quality, price)
        return Counted(pictures * (tokens or 0), fees=fees)

    def _not_priceable(self, provider_model: str, price: Price) -> Invalid:
        size, quality = self._asked(provider_model)
        rule, fees = self._rule(provider_model), price.parts.table.fees
        is_size_known = rule.tokens(size, None) or picture_fee(fees, size, None)
        hint = f" Sizes that are known: {', '.join(rule.sizes)}." if rule.sizes else ""
        return Invalid(
            f"What a picture of size {size or AUTO} and quality {quality or AUTO} costs is not "
            f"known for this model.{hint}",
            code="media_not_priceable",
            fields={"param": "quality" if is_size_known else "size"},
        )


def read_pictures(raw: bytes, bytes_per_token: int) -> PictureRequest:
    """Parse a request for pictures.

    Raises:
        Invalid: `invalid_request`: it is none, or asks for what is not charged by the picture.
    """
    body = read_body(raw)
    asked = request_of(_KIND, body, bytes_per_token)
    if not isinstance(body.get("prompt"), str):
        raise wrong("prompt", "must be a text")
    for name in _WORDS:
        if not isinstance(body.get(name), str | None):
            raise wrong(name, "must be a text")
    if body.get("output_format") not in (None, *_FORMATS):
        raise wrong("output_format", f"must be one of {', '.join(_FORMATS)}")
    pictures = 1 if body.get("n") is None else whole_number("n", body["n"], _PICTURES_MAX)
    if asked.is_stream and pictures > 1:
        raise wrong("n", "must be 1 in a stream")
    partial = body.get("partial_images") or 0
    if partial:
        whole_number("partial_images", partial, _PARTIAL_MAX)
    words = {name: (body.get(name) or "").lower() for name in ("size", "quality")}
    return PictureRequest(
        kind=_KIND,
        body=body,
        model=asked.model,
        limit=None,
        is_stream=asked.is_stream,
        wants_usage=True,
        may_speak=False,
        bytes_per_token=bytes_per_token,
        size=_chosen(words["size"]),
        quality=_chosen(words["quality"]),
        is_auto=frozenset(name for name, word in words.items() if word == AUTO),
        pictures=pictures,
        partial_pictures=partial,
    )


def _chosen(word: str) -> str | None:
    return None if word in ("", AUTO) else word


def _is_picture(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("b64_json") or item.get("url"))


def _word_of(told: Mapping[str, Any], name: str) -> str | None:
    word = told.get(name)
    return _chosen(word.lower()) if isinstance(word, str) else None
