"""A request's body as a family of providers gets it, and what of it costs: one walk over it.

What the family does not know is left out, as the provider would ignore or refuse it. Two kinds are
refused instead, because to leave them out would answer another question than was asked: what
chooses who answers, and what names something that is kept at the provider, under a key that all
organizations share.
"""

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from orgbilling.bounds import OUTPUT_TOKENS_MAX
from orgbilling.gateway.price_parts import REQUEST
from orgbilling.gateway.request_dialects import (
    Kind,
    RequestDialect,
    Shape,
    known_limits,
    known_multipliers,
)
from orgbilling.gateway.request_media import MEDIA_TEXTS, Media, read_media
from orgbilling.kernel.errors import Invalid

ANSWERS_MAX: Final = 128
HOSTED_USES_MAX: Final = 1_000
NESTED_SETTINGS: Final = (
    "options", "parameters", "generationConfig", "generation_config", "inferenceConfig",
)  # fmt: skip
"""Where families that are asked in another way have their limits and multipliers."""
_LEFT_OUT: Final = object()
_DEPTH_MAX: Final = 24
_DROPPED_MAX: Final = 20

Path: TypeAlias = tuple[Any, ...]


@dataclass(slots=True)
class Fitted:
    """A body as a family gets it, without its limits, and what its input is made of.

    `answers` is how many it asks for; `dropped` is what was left out, as paths. `fees` are the most
    units of what costs a fee, by name; `hosted` are the tools that run at the provider, where each
    stands and its fee; `turns` is how often the model reads its input at most, once more after each
    use of such a tool.
    `hour_cache` is where a cache is asked for that is kept for an hour.
    """

    body: dict[str, Any] = field(default_factory=dict)
    answers: int = 1
    text_bytes: int = 0
    numbers: int = 0
    media: list[Media] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    fees: dict[str, int] = field(default_factory=dict)
    hosted: list[tuple[str, str | None]] = field(default_factory=list)
    turns: int = 1
    hour_cache: str | None = None

    def note_hosted(
        self, fee: str | None, path: str, uses: int, *, is_shared: bool = False
    ) -> None:
        """Note a tool that runs at the provider, its fee if it has one, and how often at most: on
        its own, or together with all others."""
        self.hosted.append((path, fee))
        if is_shared:
            self.turns = max(self.turns, uses + 1)
        else:
            self.turns += uses
        if fee is not None:
            before = self.fees.get(fee, 0)
            self.fees[fee] = max(before, uses) if is_shared else before + uses


def fit_body(
    kind: Kind,
    body: dict[str, Any],
    dialect: RequestDialect,
    *,
    passes_through: bool = False,
) -> Fitted:
    """Return what of a body goes on to a provider of the family. The limits are not among it: they
    are set when it is sent. With `passes_through` what the family does not know goes on as well.

    Raises:
        Invalid: `invalid_request`: part of it may go to no provider, `param` says which;
            `tool_not_priced`: part of it costs fees without a bound that could be held.
    """
    shape, limits = dialect.bodies[kind], known_limits()
    # A bound that is not sent bounds nothing.
    walk = _Walk(dialect, passes_through, {n: v for n, v in body.items() if n in shape.fields})
    for name, value in body.items():
        if name in known_multipliers():
            walk.multiplier(name, value, is_known=name in dialect.answers[kind])
        elif name != "model" and name not in limits:
            kept = walk.top_member(name, value, shape)
            if kept is not _LEFT_OUT:
                walk.found.body[name] = kept
    found = walk.found
    if "tools" in body and "tools" not in found.body:
        # Providers refuse a choice among tools where there are none.
        for name in ("tool_choice", "parallel_tool_calls"):
            found.body.pop(name, None)
    prompts = body.get("prompt") if kind == "completions" else None
    # Every text of a list is completed on its own; a list of numbers is one text.
    if isinstance(prompts, list) and prompts and not isinstance(prompts[0], int):
        found.answers *= len(prompts)
    return found


class _Walk:
    """One pass over a body. Values are copied only where something is left out of them."""

    def __init__(self, dialect: RequestDialect, passes_through: bool, sent: dict[str, Any]) -> None:
        self.found = Fitted()
        self._sent = sent
        self._dialect = dialect
        self._passes_through = passes_through
        self._media_texts: int | None = None

    def multiplier(self, name: str, value: Any, *, is_known: bool) -> None:
        """Count how many answers are asked for; where the family has no such field, one is all
        that can be had."""
        if value is None:
            return
        answers = whole_number(name, value, ANSWERS_MAX)
        if is_known:
            self.found.body[name] = value
            self.found.answers = max(self.found.answers, answers)
        elif answers > 1:
            raise wrong(name, "must be left out, or 1: the providers of this model do not have it")

    def top_member(self, name: str, value: Any, shape: Shape) -> Any:
        """Return what goes on of a member of the body itself, or `_LEFT_OUT`."""
        if name in shape.fields:
            return self.member(value, shape.fields[name], (name,))
        if value and name in self._dialect.routing:
            raise wrong(name, "must be left out: who answers a call is not chosen in its body")
        if not self.keeps_unknown(name, value, ()):
            return _LEFT_OUT
        if name in NESTED_SETTINGS and isinstance(value, dict):
            for nested in known_multipliers().intersection(value):
                self.multiplier(nested, value[nested], is_known=False)
        return value

    def member(self, value: Any, shape: Shape | None, path: Path) -> Any:
        """Return what goes on of a value, or `_LEFT_OUT`."""
        if shape is None:
            self._measure(value)
            return value
        if isinstance(value, dict):
            return self._object(value, shape, path)
        if isinstance(value, list):
            return self._list(value, shape, path)
        self._measure(value)
        return value

    def keeps_unknown(self, name: str, value: Any, path: Path) -> bool:
        """Tell whether a member goes on that its shape does not know."""
        if value is None:
            return False
        if name in self._dialect.objects:
            raise _kept_there((*path, name))
        if self._passes_through:
            self._measure(value)
            return True
        self._drop((*path, name))
        return False

    def _list(self, values: list[Any], shape: Shape, path: Path) -> Any:
        kept: list[Any] = []
        is_changed = False
        for index, value in enumerate(values):
            if isinstance(value, list):
                raise wrong(_shown((*path, index)), "must be no list")
            new = self.member(value, shape, (*path, index))
            is_changed = is_changed or new is not value
            if new is not _LEFT_OUT:
                kept.append(new)
        if not is_changed:
            return values
        # Where nothing is left of a list, providers refuse an empty one.
        return kept or _LEFT_OUT

    def _object(self, value: dict[str, Any], shape: Shape, path: Path) -> Any:
        if len(path) > _DEPTH_MAX:
            raise wrong(_shown(path), "must not be nested that deep")
        if shape.by_type is not None:
            shape = self._of_type(value, shape.by_type, path)
        if not self._goes_on(value, shape, path):
            self._drop(path)
            return _LEFT_OUT
        if shape.media is None:
            return self._members(value, shape, path)
        self.found.media.append(read_media(shape.media, value, _shown(path)))
        self._media_texts = 0
        kept = self._members(value, shape, path)
        if self._media_texts > 1:
            raise wrong(_shown(path), "must bring one picture, sound or file")
        self._media_texts = None
        return kept

    def _members(self, value: dict[str, Any], shape: Shape, path: Path) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        is_changed = False
        fields = shape.fields
        new: Any
        for name, item in value.items():
            if self._media_texts is not None and isinstance(item, str) and name in MEDIA_TEXTS:
                # It is counted as what it is, and not as a text.
                self._media_texts += 1
                new = item
            elif name in fields:
                new = self.member(item, fields[name], (*path, name))
            else:
                new = item if self.keeps_unknown(name, item, path) else _LEFT_OUT
            is_changed = is_changed or new is not item
            if new is not _LEFT_OUT:
                kept[name] = new
                self._count(len(name))
        return kept if is_changed else value

    def _of_type(self, value: dict[str, Any], by_type: dict[str, Shape], path: Path) -> Shape:
        name = value.get("type", "_")
        shape = by_type.get(name) if isinstance(name, str) else None
        if shape is not None:
            return shape
        if name in self._dialect.objects:
            raise _kept_there(path)
        known = ", ".join(sorted(name for name in by_type if name != "_"))
        raise wrong(_shown((*path, "type")), f"must be one of {known}")

    def _goes_on(self, value: dict[str, Any], shape: Shape, path: Path) -> bool:
        if shape.is_refused or (shape.needed is not None and value.get(shape.needed) is None):
            raise _kept_there(path)
        if shape.kept_with is not None and value.get(shape.kept_with) is None:
            return False
        if shape.fee is None:
            return True
        if shape.unless is not None and value.get(shape.unless) is False:
            return False
        for name in self._dialect.objects.intersection(value):
            raise _kept_there((*path, name))
        self._hosted(value, shape.fee, shape.bound, path)
        return True

    def _hosted(self, value: dict[str, Any], fee: str, bound: str | None, path: Path) -> None:
        """Note a tool that runs at the provider, where the request bounds how often."""
        place = _shown(path)
        if fee == REQUEST:
            # It comes once, and the price of a request has it.
            self.found.hosted.append((place, fee))
            return
        uses = None if bound is None else value.get(bound, self._sent.get(bound))
        if bound is None or uses is None:
            hint = "" if bound is None else f" {bound} would be one."
            raise Invalid(
                f"{place} must be left out: it costs a fee as often as the model likes, so that "
                f"there is no most that could be held.{hint} Tools that your own program runs are "
                "free of it.",
                code="tool_not_priced",
                fields={"param": place, "fee": fee},
            )
        is_own = bound in value
        count = whole_number(f"{place}.{bound}" if is_own else bound, uses, HOSTED_USES_MAX)
        self.found.note_hosted(fee, place, count, is_shared=not is_own)

    def _drop(self, path: Path) -> None:
        if len(self.found.dropped) < _DROPPED_MAX:
            self.found.dropped.append(_shown(path))

    def _count(self, text_bytes: int) -> None:
        self.found.text_bytes += text_bytes

    def _measure(self, value: Any) -> None:
        if isinstance(value, str):
            self._count(len(value) if value.isascii() else _utf8_bytes(value))
        else:
            measure(value, self.found)


def measure(value: Any, found: Fitted) -> None:
    """Count the bytes of all texts in a value, and its bare numbers, which may be token ids."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.text_bytes += len(item) if item.isascii() else _utf8_bytes(item)
        elif isinstance(item, dict):
            found.text_bytes += sum(map(len, item))
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        else:
            found.numbers += 1


def whole_number(name: str, value: Any, most: int = OUTPUT_TOKENS_MAX) -> int:
    """Return a number of a request's body.

    Raises:
        Invalid: `invalid_request`: it is none, or out of its bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
        raise wrong(name, f"must be a whole number between 1 and {most:,}")
    return value


def wrong(name: str, must: str) -> Invalid:
    """Return the refusal of a request's member: what it must be, and where it stands."""
    return Invalid(f"{name} {must}.", code="invalid_request", fields={"param": name})


def _utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _kept_there(path: Path) -> Invalid:
    return wrong(
        _shown(path),
        "must be left out: what a provider keeps, it keeps for all organizations alike. Send what "
        "it holds instead",
    )


def _shown(path: Path) -> str:
    """Return a path as OpenAI writes one: `messages[0].content`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
