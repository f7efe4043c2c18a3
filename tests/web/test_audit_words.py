"""Every event that the admin guide lists has words on the screens."""

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
EVENT = r"[a-z]+(?:\.[a-z_]+)+"


def test_every_event_has_words() -> None:
    guide = (TOP / "docs" / "admin-guide.md").read_text(encoding="utf-8")
    table = guide[guide.index("| events | about |") :]
    listed = set(re.findall(rf"`({EVENT})`", table[: table.index("\n\n")]))
    words = TOP / "web" / "src" / "pages" / "audit" / "auditWords.ts"
    known = set(re.findall(rf"^  '({EVENT})': '", words.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(listed) > 40
    assert listed == known
