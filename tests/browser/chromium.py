"""Finds a Chromium, or gets one; there is no test without it."""

import os
import shutil
import subprocess
import sys

# The one without windows first: pages are the same in it, and it takes less of a CPU.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable")
APT_WITHIN_S = 600
# Somebody else may be installing something: wait for them instead of giving up.
IN_TURN = ("-o", "DPkg::Lock::Timeout=300")


class NoBrowser(Exception):
    """Nothing that was tried led to a Chromium. The text says what was tried."""


def find_chromium() -> str | None:
    """Return the program to start; None means the one that Playwright manages itself.

    In this order: `CHROMIUM` of the environment, an installed one, the distribution's (as root),
    Playwright's own download.

    Raises:
        NoBrowser: the tests cannot run, and must not look as if they had.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise NoBrowser(f"CHROMIUM={named} is no program.")
        return named
    installed = _installed()
    if installed is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update")
        options = (*IN_TURN, "--yes", "--no-install-recommends")
        # The first that can be installed.
        any(_run("apt-get", "install", *options, package) for package in PACKAGES)
        installed = _installed()
    if installed is not None:
        return installed
    if _run(sys.executable, "-m", "playwright", "install", "chromium"):
        return None
    raise NoBrowser(
        "The browser tests need Chromium. None is installed, apt-get was not there or failed, and "
        "Playwright could not download its own. Install one, or name it: CHROMIUM=/path/to/it."
    )


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, check=False, timeout=APT_WITHIN_S)
    return done.returncode == 0
