"""The built files, read once: what each is sent as, whole and compressed."""

import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).with_name("static")
"""Where `make ui` and the wheel put the built files; a source checkout has none at first."""

INDEX: Final = "/index.html"
_COMPRESSED: Final = {".br": b"br", ".gz": b"gzip"}
_HASHED: Final = "/assets/"
_FOREVER: Final = b"public, max-age=31536000, immutable"
_ASK_AGAIN: Final = b"no-cache"
_TYPES: Final = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "text/json"}


@dataclass(frozen=True, slots=True)
class Encoded:
    """One form of a file: its bytes, and what they are encoded with (nothing: as they are)."""

    encoding: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is served; the smallest form comes first, the plain one last."""

    media_type: bytes
    cache_control: bytes
    etag: bytes
    forms: tuple[Encoded, ...]


def read_files(folder: Path = STATIC) -> dict[str, StaticFile]:
    """Return every file that may be asked for, by its path from the root; nothing unless built.

    They are kept in memory: a few megabytes, and no request ever names a file to the system.
    """
    if not (folder / INDEX[1:]).is_file():
        return {}
    files = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        # The build's own notes lie in a hidden folder.
        if path.is_file() and path.suffix not in _COMPRESSED and not parts[0].startswith("."):
            name = "/" + "/".join(parts)
            files[name] = _read(path, name)
    return files


def _read(path: Path, name: str) -> StaticFile:
    plain = path.read_bytes()
    forms = [
        Encoded(encoding, compressed.read_bytes())
        for suffix, encoding in _COMPRESSED.items()
        if (compressed := path.with_name(path.name + suffix)).is_file()
    ]
    media_type = _TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return StaticFile(
        media_type=media_type.encode(),
        # A name with a hash in it never means anything else; the others are asked for again.
        cache_control=_FOREVER if name.startswith(_HASHED) else _ASK_AGAIN,
        etag=b'"' + hashlib.sha256(plain).hexdigest()[:32].encode() + b'"',
        forms=(*forms, Encoded(b"", plain)),
    )
