"""The families of providers, as data: none lets a field through that it does not list."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

import orgbilling
from orgbilling.gateway.request_dialects import (
    KINDS,
    Kind,
    Shape,
    families,
    known_limits,
    known_multipliers,
    request_dialect,
)
from orgbilling.gateway.requests import read_request
from orgbilling.kernel.errors import DomainError, Invalid
from tests.gateway.bodies import FAMILIES, PATHS, sent_by

DIALECTS = Path(orgbilling.__file__).parent / "gateway" / "dialects"


def outside(value: Any, shape: Shape | None, at: str = "") -> Iterator[str]:
    """The members of a value that its shape does not name, read from the data anew."""
    if shape is None:
        return
    if isinstance(value, list):
        for each in value:
            yield from outside(each, shape, f"{at}[]")
    elif isinstance(value, dict):
        if shape.by_type is not None:
            shape = shape.by_type[value.get("type", "_")]
        for name, inner in value.items():
            if name not in shape.fields:
                yield f"{at}.{name}"
            else:
                yield from outside(inner, shape.fields[name], f"{at}.{name}")


SCALARS = st.none() | st.booleans() | st.integers(1, 9) | st.text(max_size=3)
# No shape has all of them; some have `model` or `id`, and there they go on.
STRANGERS = st.dictionaries(
    st.sampled_from(["weird", "id", "model", "provider", "cache_control", "prefix", "thinking"]),
    SCALARS | st.dictionaries(st.just("weird"), SCALARS),
    max_size=2,
)


def made(draw: st.DrawFn, shape: Shape | None, depth: int) -> Any:
    """A value as its shape describes it, with strangers among its members."""
    if shape is None or depth == 0:
        return draw(SCALARS)
    if draw(st.integers(0, 5)) == 0:
        return draw(st.text(max_size=3))
    if depth > 1 and draw(st.booleans()):
        return [made_object(draw, shape, depth) for _ in range(draw(st.integers(0, 2)))]
    return made_object(draw, shape, depth)


def made_object(draw: st.DrawFn, shape: Shape, depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    if shape.by_type is not None:
        free = sorted(name for name, each in shape.by_type.items() if each.fee is None)
        value["type"] = draw(st.sampled_from(free))
        shape = shape.by_type[value["type"]]
        if value["type"] == "_":
            del value["type"]
    for name in sorted(shape.fields):
        if name != "type" and (name == shape.needed or draw(st.integers(0, 3)) == 0):
            inner = shape.fields[name]
            value[name] = "user" if name == shape.needed else made(draw, inner, depth - 1)
    return {**value, **draw(STRANGERS)}


@st.composite
def requests(draw: st.DrawFn) -> tuple[Kind, str, dict[str, Any]]:
    kind, family = draw(st.sampled_from(KINDS)), draw(st.sampled_from(FAMILIES))
    body = made_object(draw, request_dialect(family).bodies[kind], 5)
    for name in ("model", "stream", "service_tier", "modalities", "provider"):
        body.pop(name, None)
    if kind in ("completions", "embeddings"):
        body[PATHS.get(kind, "input")] = "x"
    return kind, family, body


@settings(max_examples=500)
@given(made=requests())
def test_no_body_reaches_a_provider_with_a_field_outside_its_familys_list(
    made: tuple[Kind, str, dict[str, Any]],
) -> None:
    kind, family, body = made
    request = read_request(kind, json.dumps({"model": "m", **body}).encode(), 3)
    try:
        sent = json.loads(request.forwarded("m", 9, family))
    except Invalid as error:
        refused = error
    else:
        dialect = request_dialect(family)
        extra = {"model", *dialect.answers[kind], *dialect.limits[kind]}
        shown = {name: value for name, value in sent.items() if name not in extra}
        assert list(outside(shown, dialect.bodies[kind])) == []
        event(f"{len(request.fit(family).dropped) > 0} left out")
        return
    event("refused")
    assert refused.code in ("invalid_request", "tool_not_priced")
    assert refused.fields["param"]


@given(
    family=st.sampled_from(FAMILIES),
    depth=st.integers(1, 400),
    name=st.sampled_from(["tools", "content", "weird"]),
)
def test_no_depth_is_a_fault_of_the_server(family: str, depth: int, name: str) -> None:
    tool: Any = {"type": "function", "name": "f"}
    for _ in range(depth):
        tool = {"type": "namespace", "name": "n", name: [tool]}
    for kind, body in (
        ("responses", {"input": "x", "tools": [tool]}),
        ("chat/completions", {"messages": [{"role": "user", "content": tool}]}),
    ):
        refusal: DomainError | None = None
        try:
            sent_by(kind, body, family)  # type: ignore[arg-type]
        except DomainError as error:
            refusal = error
        assert refusal is None or isinstance(refusal, Invalid) or refusal.status == 413


def test_a_family_is_at_most_a_page_of_data_and_is_part_of_the_package() -> None:
    files = sorted(DIALECTS.rglob("*.toml"))
    assert {path.stem for path in (DIALECTS / "requests").glob("*.toml")} == set(families())
    long = {
        path.name: count for path in files if (count := len(path.read_text().splitlines())) > 40
    }
    assert long == {}
    # What stands in a package's folder is part of its wheel, whatever it is called.
    project = (Path(orgbilling.__file__).parents[2] / "pyproject.toml").read_text()
    assert 'packages = ["src/orgbilling"]' in project


def test_every_family_can_be_read_and_none_knows_what_all_refuse() -> None:
    for family in FAMILIES:
        dialect = request_dialect(family)
        for kind in KINDS:
            fields = dialect.bodies[kind].fields.keys()
            assert fields.isdisjoint(known_limits())
            assert fields.isdisjoint(known_multipliers())
            allowed = {"extra_body"} if family == "gemini" else set()
            assert fields & dialect.routing <= allowed
            assert bool(dialect.limits[kind]) == (kind != "embeddings")
