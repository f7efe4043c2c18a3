"""Writes the client that blocks from the one for asyncio: `make client`.

Words are replaced in the text, and ruff lays it out. unasync, which is made for that, has had no
release since 2024, works on folders, and leaves docstrings, comments, `asyncio.shield` and the
layout to others: what it would take off this script is three of its lines.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CLIENT: Final = ROOT / "src" / "orgbilling" / "client"
SOURCE: Final = CLIENT / "asynchronous.py"
WRITTEN: Final = CLIENT / "blocking.py"
DOCSTRING: Final = '"""The client that blocks. `make client` writes it from `asynchronous.py`."""'
# In this order. A comment that begins with `asyncio:` says what is asyncio's alone.
REPLACEMENTS: Final = (
    (r'\A"""(?:.|\n)*?"""', DOCSTRING),
    (r" *# asyncio: .*\n", ""),
    (r"asyncio\.shield\(asyncio\.ensure_future\((.+)\)\)", r"\1"),
    (r"asyncio\.sleep", "time.sleep"),
    (r"import asyncio", "import time"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\b__a(?=enter__|exit__)", "__"),
    (r"\baclose\b", "close"),
    (r"\b(?:async|await) ", ""),
)


def blocking(source: str) -> str:
    """Return the text of the client that blocks.

    Raises:
        ValueError: a replacement finds nothing to replace, or something of asyncio is left.
    """
    text = source
    for pattern, replacement in REPLACEMENTS:
        text, count = re.subn(pattern, replacement, text)
        if not count:
            raise ValueError(f"nothing in {SOURCE.name} is like {pattern}")
    left = re.search(r"\w*(?:async|await)\w*", text.removeprefix(DOCSTRING), re.IGNORECASE)
    if left is not None:
        raise ValueError(f"{left[0]} of {SOURCE.name} has no replacement")
    ruff = Path(sys.executable).parent / "ruff"
    command = [str(ruff), "format", "--quiet", "--stdin-filename", str(WRITTEN), "-"]
    laid_out = subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=True
    )
    return laid_out.stdout


def main() -> None:
    """Write it."""
    WRITTEN.write_text(blocking(SOURCE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
