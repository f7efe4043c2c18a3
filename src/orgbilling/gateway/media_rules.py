"""What pictures, sounds and files cost in input tokens, at most: data of `dialects/models/`.

Where a provider says how it counts, so is counted here; where a size is not known, the dearest that
is documented is taken.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Final

from orgbilling.gateway.request_media import Media
from orgbilling.kernel.errors import Invalid

_FILE: Final = Path(__file__).parent / "dialects" / "models" / "pictures.toml"
_TILE_PX, _TILED_PX_MAX, _SHORT_SIDE_PX_MAX = 512, 2048, 768
_TILES_MAX: Final = (_TILED_PX_MAX // _TILE_PX) * ceil(_SHORT_SIDE_PX_MAX / _TILE_PX)
_CROP_TOKENS, _CROP_PX_MIN, _CROP_PX_MAX, _UNCROPPED_PX = 258, 256, 768, 384
# Ten a second at OpenAI, 12.5 at Mistral, 32 at Gemini; of others nothing is documented.
_AUDIO_TOKENS_PER_SECOND: Final = (
    ("*gpt*", 10), ("*voxtral*", 13), ("*gemini*", 32), ("*", 50),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rule:
    models: tuple[str, ...]
    kind: str
    figures: Mapping[str, float]

    def tokens(self, media: Media) -> int:
        width_px, height_px = media.width_px, media.height_px
        if self.kind == "flat" or width_px is None or height_px is None:
            return self.most
        if self.kind == "tiles":
            tiles = 0 if media.is_low_detail else _tiles(width_px, height_px)
            return int(self.figures["base"] + tiles * self.figures["tile"])
        if self.kind == "crops":
            return min(_CROP_TOKENS * _crops(width_px, height_px), self.most)
        side_px = self.figures["px"]
        patches = ceil(width_px / side_px) * ceil(height_px / side_px)
        return min(ceil(patches * self.figures["factor"] + self.figures["base"]), self.most)

    @property
    def most(self) -> int:
        """What the dearest picture costs."""
        if self.kind == "tiles":
            return int(self.figures["base"] + _TILES_MAX * self.figures["tile"])
        return int(self.figures["most"])

    @property
    def of_page(self) -> int:
        """What a page of a PDF costs at most, as a picture."""
        return int(self.figures.get("page", self.most))


def image_tokens(media: Media, model: str, sold_as: str) -> int:
    """Return the most tokens that a picture costs. Where the provider's name of the model says
    nothing, as that of a deployment, the name is looked at that it is sold under."""
    return _rule(model, sold_as).tokens(media)


def audio_tokens(media: Media, model: str, sold_as: str) -> int:
    """Return the most tokens that a sound costs.

    Raises:
        Invalid: `media_not_priceable`: how long it lasts cannot be told.
    """
    if media.seconds is None:
        raise _not_priceable(media, "a sound must be part of the request, as WAV or MP3")
    names = (model, sold_as)
    of_one = next(
        tokens
        for pattern, tokens in _AUDIO_TOKENS_PER_SECOND
        if any(fnmatchcase(name.lower(), pattern) for name in names)
    )
    return media.seconds * of_one


def file_tokens(
    media: Media, model: str, sold_as: str, bytes_per_token: int, context_tokens: int | None
) -> int:
    """Return the most tokens that a file costs: its text, and each page of a PDF as a picture.

    Raises:
        Invalid: `media_not_priceable`: how much is in it cannot be told, and the model's context,
            which would bound it, is not known.
    """
    if media.size_bytes is None:
        raise _not_priceable(media, "a file must be part of the request, as `file_data`")
    if media.text_bytes is None:
        if context_tokens is None:
            raise _not_priceable(media, "how much is in this file cannot be told: send its text")
        return context_tokens
    pages = media.pages or 0
    return -(-media.text_bytes // bytes_per_token) + pages * _rule(model, sold_as).of_page


def _not_priceable(media: Media, must: str) -> Invalid:
    return Invalid(
        f"{media.path} has no bound on what it costs: {must}.",
        code="media_not_priceable",
        fields={"param": media.path},
    )


@lru_cache(maxsize=1024)
def _rule(model: str, sold_as: str) -> _Rule:
    matching = (_first_matching(name.lower()) for name in (model, sold_as))
    rules = _rules()
    return next((rule for rule in matching if rule is not rules[-1]), rules[-1])


def _first_matching(name: str) -> _Rule:
    return next(
        rule for rule in _rules() if any(fnmatchcase(name, pattern) for pattern in rule.models)
    )


@cache
def _rules() -> tuple[_Rule, ...]:
    document: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        _Rule(tuple(entry.pop("models")), *next(iter(entry.items()))) for entry in document["image"]
    )


def _tiles(width_px: int, height_px: int) -> int:
    """Count the tiles of a picture that is fitted into 2048 px, and then to 768 px of its shorter
    side. A part of a pixel is counted as one, however a provider rounds."""
    long_px, short_px = max(width_px, height_px), min(width_px, height_px)
    scale = min(
        Fraction(1), Fraction(_TILED_PX_MAX, long_px), Fraction(_SHORT_SIDE_PX_MAX, short_px)
    )
    return ceil(width_px * scale / _TILE_PX) * ceil(height_px * scale / _TILE_PX)


def _crops(width_px: int, height_px: int) -> int:
    if max(width_px, height_px) <= _UNCROPPED_PX:
        return 1
    side_px = min(max(int(min(width_px, height_px) / 1.5), _CROP_PX_MIN), _CROP_PX_MAX)
    return ceil(width_px / side_px) * ceil(height_px / side_px)
