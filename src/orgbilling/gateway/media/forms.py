"""Forms with a file in them (`multipart/form-data`, RFC 7578): read from a client, written for a
provider."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from orgbilling.kernel.errors import Invalid

_TYPE: Final = re.compile(
    r'\s*multipart/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))',
    re.IGNORECASE,
)
_NAME: Final = re.compile(r'[;\s]name="((?:[^"\\]|\\.){0,200})"', re.IGNORECASE)
_FIELD: Final = re.compile(r"[\w.\[\]-]{1,100}", re.ASCII)
_FILE_NAME: Final = re.compile(r'[;\s]filename="((?:[^"\\]|\\.){0,500})"', re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}(?:;[\w .+=-]{0,100})?")
_UNSAFE: Final = re.compile(r'[^\w.() -]|["\\]', re.ASCII)
_ANY_TYPE: Final = "application/octet-stream"
_PARTS_MAX, _HEAD_BYTES_MAX = 100, 4_096


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a form, with what its sender says of it."""

    content: bytes
    file_name: str = "file"
    media_type: str = _ANY_TYPE


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its texts by name, in the order in which they came, and its files."""

    texts: dict[str, list[str]]
    files: dict[str, FormFile]


def read_form(content_type: str, raw: bytes) -> Form:
    """Parse a form.

    Raises:
        Invalid: `invalid_request`: it is none.
    """
    found = _TYPE.match(content_type)
    if found is None:
        raise _wrong("must be multipart/form-data")
    form = Form({}, {})
    delimiter = b"\r\n--" + (found[1] or found[2]).encode("utf-8", "replace")
    for number, (head, content) in enumerate(_parts(raw, delimiter)):
        if number == _PARTS_MAX:
            raise _wrong(f"must have at most {_PARTS_MAX} fields")
        named, file_named = _NAME.search(head), _FILE_NAME.search(head)
        if named is None or not _FIELD.fullmatch(named[1]):
            raise _wrong("must name each of its fields, by a word")
        if file_named is not None:
            form.files[named[1]] = FormFile(content, file_named[1], _media_type(head))
            continue
        try:
            form.texts.setdefault(named[1], []).append(content.decode())
        except UnicodeDecodeError:
            raise _wrong(f"must have a text as {named[1]}") from None
    return form


def _parts(raw: bytes, delimiter: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the head and the content of each part."""
    first = delimiter[2:]
    at = 0 if raw.startswith(first) else raw.find(delimiter) + 2
    if not raw.startswith(first, at):
        raise _wrong("has no part")
    at += len(first)
    while not raw.startswith(b"--", at):
        begin = raw.find(b"\r\n\r\n", at, at + _HEAD_BYTES_MAX)
        end = raw.find(delimiter, begin + 2)
        if begin < 0 or end < 0:
            raise _wrong("ends in the midst of a part")
        yield raw[at:begin].decode("utf-8", "replace"), raw[begin + 4 : end]
        at = end + len(delimiter)


def _media_type(head: str) -> str:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type" and _MEDIA_TYPE.fullmatch(value.strip()):
            return value.strip()
    return _ANY_TYPE


def new_boundary() -> str:
    """Make what separates the parts of a form, and stands in none of them."""
    return f"orgbilling-{uuid4().hex}"


def written_form(
    fields: Mapping[str, str | list[str]], files: Mapping[str, FormFile], boundary: str
) -> bytes:
    """Return a form as its bytes."""
    pieces: list[bytes] = []

    def add(head: str, content: bytes) -> None:
        pieces.extend((f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"))

    for name, value in fields.items():
        for text in value if isinstance(value, list) else [value]:
            add(_disposition(name), text.encode("utf-8", "surrogatepass"))
    for name, file in files.items():
        file_name = _UNSAFE.sub("_", file.file_name) or "file"
        add(
            f'{_disposition(name)}; filename="{file_name}"\r\nContent-Type: {file.media_type}',
            file.content,
        )
    return b"".join((*pieces, f"--{boundary}--\r\n".encode()))


def _disposition(name: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"'


def _wrong(must: str) -> Invalid:
    return Invalid(f"The body {must}.", code="invalid_request", fields={"param": "file"})
