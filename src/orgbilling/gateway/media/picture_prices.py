"""What a picture costs that a model makes: output tokens, or a fee of its size and quality."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

from orgbilling.gateway.price_parts import Fee

_FILE: Final = Path(__file__).parents[1] / "dialects" / "models" / "made_pictures.toml"
AUTO: Final = "auto"
PICTURE: Final = "image"
"""The fee of a picture. `image_hd`, `image_1024x1024` and `image_hd_1024x1024` are of a quality, a
size and both."""
PIXEL: Final = "pixel"
"""The fee of a pixel, mostly said for a million of them."""
_SIZE: Final = re.compile(r"(\d{1,5})x(\d{1,5})")
# The formula of models that make any size: a square of the most pixels they make costs most.
_PX_OFFSET, _PX_SCALE = 2_000_000, 4_000_000
_LARGEST: Final = "2880x2880"


@dataclass(frozen=True, slots=True)
class PictureRule:
    """How the pictures of some models are counted, and what is sent where a call does not say.
    `sizes` are tokens by size and quality, `axes` factors by quality; `more` is the most text that
    comes beside a picture."""

    models: tuple[str, ...] = ()
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    axes: Mapping[str, int] = field(default_factory=dict)
    more: int = 0
    size: str | None = None
    quality: str | None = None

    def tokens(self, size: str | None, quality: str | None) -> int | None:
        """Return the most tokens of one picture alone; None where that is not known. A size or
        quality that is None may be any."""
        sizes = self._every_size() if size is None else (size,)
        found = [self._of(each, quality) for each in sizes]
        known = [tokens for tokens in found if tokens is not None]
        return max(known, default=None)

    def _every_size(self) -> Iterable[str]:
        return (_LARGEST,) if self.axes else self.sizes

    def _of(self, size: str, quality: str | None) -> int | None:
        if self.axes:
            return self._by_axes(size, quality)
        of_size = self.sizes.get(size, {})
        return max(of_size.values(), default=None) if quality is None else of_size.get(quality)

    def _by_axes(self, size: str, quality: str | None) -> int | None:
        pixels = pixels_of(size)
        long_axis = max(self.axes.values()) if quality is None else self.axes.get(quality)
        if pixels is None or long_axis is None:
            return None
        long_px, short_px = max(pixels), min(pixels)
        short_axis = (2 * long_axis * short_px + long_px) // (2 * long_px)
        return -(-long_axis * short_axis * (_PX_OFFSET + long_px * short_px) // _PX_SCALE)


def picture_rule(model: str, sold_as: str) -> PictureRule:
    """Return the rule of a model by its provider's name, else by the name that it is sold under;
    one that knows nothing where there is none."""
    for name in (model.lower(), sold_as.lower()):
        for rule in _rules():
            if any(fnmatchcase(name, pattern) for pattern in rule.models):
                return rule
    return PictureRule()


def pixels_of(size: str) -> tuple[int, int] | None:
    """Return width and height; None where the size does not say them."""
    found = _SIZE.fullmatch(size)
    width_px, height_px = (int(found[1]), int(found[2])) if found else (0, 0)
    return (width_px, height_px) if width_px and height_px else None


def picture_fee(fees: Mapping[str, Fee], size: str | None, quality: str | None) -> str | None:
    """Return the fee of a picture: the one that says most of its size and quality; of several that
    are as close, and where either may be any (None), the dearest. None where there is none."""
    given = {word for word in (size, quality) if word is not None}
    is_known = size is not None and quality is not None
    found: list[tuple[int, Decimal, str]] = []
    for name, fee in fees.items():
        words = _words(name)
        if words is None or not all(
            word in given or _may_be(word, size, quality) for word in words
        ):
            continue
        found.append((len(words) if is_known else 0, fee.usd / fee.per, name))
    return max(found)[2] if found else None


def _may_be(word: str, size: str | None, quality: str | None) -> bool:
    """Tell whether what is not named may be what a fee's name says."""
    return size is None if pixels_of(word) else quality is None


def _words(name: str) -> list[str] | None:
    first, *words = name.split("_")
    return words if first == PICTURE and len(words) <= 2 and name != "image_generation" else None


@cache
def _rules() -> tuple[PictureRule, ...]:
    document: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    qualities = document["qualities"]

    def by_quality(figures: list[int]) -> dict[str, int]:
        return dict(zip(qualities, figures, strict=True)) if figures else {}

    return tuple(
        PictureRule(
            models=tuple(entry["models"]),
            sizes={size: by_quality(row) for size, row in entry.get("sizes", {}).items()},
            axes=by_quality(entry.get("axes", [])),
            more=entry.get("more", 0),
            size=entry.get("size"),
            quality=entry.get("quality"),
        )
        for entry in document["picture"]
    )
