"""What no operation of the API may fall over, and where it goes, by the API's description."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from orgbilling.app import create_app
from orgbilling.settings import Settings

Schema = dict[str, Any]

# As text, because JSON libraries refuse to write half of it. Never an amount, never a text of ours.
NEVER_GOOD = ["NaN", "-Infinity", "1e400", "1e-400", '"\\u0000"', '"\\ud800"', "9" * 5000]
NO_AMOUNT = ["-1", "0.0000001", "1.00000000000000000000000000000000001", "1e308"]
MAYBE = [
    "0", "0e999999999", "true", "null", '"1"', '""', '"%s"', "[]", '{"a": [{}]}', "2147483648",
    json.dumps("é" * 300), '"9999-12-31T23:59:59.999999Z"', '"0001-01-01T00:00:00+14:00"',
    '"00000000-0000-0000-0000-000000000000"', '"infinity"',
]  # fmt: skip
BODIES = [
    b"", b"null", b"17", b"[]", b"[{}]", b"{}", b'{"a": 1,}', b"\xff\xfe", b"[" * 100_000,
    b'{"a":' * 100_000, b'{"user_id": "\x00"}', '{"credits": 1}'.encode("utf-16"),
    b"\xef\xbb\xbf{}", b"[" + b"9" * 200_000 + b"]", b'{"x": "' + b"a" * 10_485_760 + b'"}',
]  # fmt: skip
TYPES = [
    None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/json; charset=utf-16", "\x7f",
]  # fmt: skip
KEYS = [b"", b"x" * 300, b"a b", "é".encode(), b"x" * 20_000]
IN_PATH = [
    "five", "-1", "%00", "%ff", "%F0%9F%98%80", "x" * 4_000, "..%2f..",
    "00000000-0000-0000-0000-00000000000g",
]  # fmt: skip
IN_QUERY = [
    "", "-1", "sNaN", "1e400", "0e999999999", "9" * 400, "null", "%00", "%ff", "x" * 3_000, "W10",
    "W251bGxd", "WyJcdTAwMDAiXQ", "WyJ4Il0",
]  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """A method at an address, as the description has it."""

    method: str
    path: str
    description: Schema

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_spending(self) -> bool:
        return "spending" in self.description.get("tags", [])

    @property
    def queries(self) -> list[str]:
        return [p["name"] for p in self.description.get("parameters", []) if p["in"] == "query"]

    @property
    def body(self) -> Schema | None:
        """The schema of its JSON object, or None where it takes no body."""
        content = self.description.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return None if schema is None else _object_of(schema)


@cache
def api_description() -> Schema:
    return create_app(Settings()).openapi()


def operations() -> Iterator[Operation]:
    """Every operation of the API's description."""
    for path, methods in api_description()["paths"].items():
        for method, description in methods.items():
            yield Operation(method.upper(), path, description)


def resolve(schema: Schema, root: Schema | None = None) -> Schema:
    """Follow a reference into the description, or into the schema that brings its own."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if not name:
        return schema
    own = (root or {}).get("$defs", {})
    found: Schema = own[name] if name in own else api_description()["components"]["schemas"][name]
    return found


def kinds_of(schema: Schema) -> set[str]:
    """The JSON types that a member may have; empty where anything goes."""
    schema = resolve(schema)
    kinds: set[str] = set()
    for choice in schema.get("anyOf", schema.get("oneOf", [schema])):
        kind = resolve(choice).get("type")
        if kind is None and "enum" not in resolve(choice) and "const" not in resolve(choice):
            return set()
        kinds.add(kind or "string")
    return kinds | ({"number"} if "integer" in kinds else set())


def is_certainly_wrong(schema: Schema, text: str) -> bool:
    """Whether a value, given as JSON text, can be no value of this member."""
    if text in NEVER_GOOD:
        return True
    kinds = kinds_of(schema)
    if text in NO_AMOUNT:
        return bool(kinds)
    value = json.loads(text)
    kind = {
        bool: "boolean", type(None): "null", str: "string", list: "array", dict: "object",
        int: "number", float: "number",
    }[type(value)]  # fmt: skip
    return bool(kinds) and kind not in kinds


def example_of(schema: Schema) -> Any:
    """A value that fits a member's schema."""
    schema = resolve(schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    for choice in schema.get("anyOf", []):
        if choice.get("type") != "null":
            return example_of(choice)
    if "default" in schema:
        return schema["default"]
    if schema.get("format") == "uuid":
        return "00000000-0000-7000-8000-000000000000"
    plain = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    return plain[schema.get("type", "object")]


def _object_of(schema: Schema) -> Schema:
    for choice in schema.get("anyOf", [schema]):
        found = resolve(choice)
        if "properties" in found:
            return found
    return {"properties": {}}
