"""What is shown of what is kept of a call."""

from typing import Any, Final

OWN: Final = "own:"
"""How what is known as an organization's own provider key begins; its id follows."""
OURS: Final = "platform"
"""What clients hear of an upstream that has no label: its name is the platform's business."""
UPSTREAM: Final = "upstream"
"""Where the metadata of a call through the gateway have who answered it."""


def shown_metadata(kept: object) -> dict[str, Any]:
    """Return the metadata of a call, without the name of an upstream of ours: its label instead.
    Whoever speaks SQL may have attached what is no object: nothing is shown of it."""
    known = kept if isinstance(kept, dict) else {}
    upstream = known.get(UPSTREAM)
    if not isinstance(upstream, str) or upstream.startswith(OWN):
        return known
    shown = {name: value for name, value in known.items() if name != "upstream_label"}
    return shown | {UPSTREAM: known.get("upstream_label") or OURS}
