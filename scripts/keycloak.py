"""Gets a Keycloak for the tests: `python -m scripts.keycloak` prints its folder.

Maven fetches the distribution by its coordinates into `.cache/keycloak`, where a second run finds
it. Keycloak runs on a JDK that it supports: the machine's, or the distribution's by apt as root.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

VERSION = "26.7.3"
ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f"
CACHE = Path(__file__).resolve().parents[1] / ".cache" / "keycloak"
HOME = CACHE / f"keycloak-{VERSION}"
# Written last: what was interrupted is made again.
COMPLETE = CACHE / f"{VERSION}.complete"
JAVA_VERSIONS = (17, 21, 25)
JAVA_PACKAGES = ("openjdk-21-jre-headless", "openjdk-17-jre-headless")
FETCH_WITHIN_S = 900


class KeycloakMissing(Exception):
    """There is no Keycloak to test with. The text says what to do."""


def install() -> Path:
    """Return the folder of a Keycloak, after fetching it where it is not there yet.

    Raises:
        KeycloakMissing: Maven or a JDK is missing, or what was fetched is not the distribution.
    """
    find_java()
    if COMPLETE.exists():
        return HOME
    maven = shutil.which("mvn")
    if maven is None:
        raise KeycloakMissing("Keycloak is fetched by Maven, and there is no `mvn`. Install it.")
    CACHE.mkdir(parents=True, exist_ok=True)
    archive = _fetch(maven)
    _say("Unpacking Keycloak ...")
    shutil.rmtree(HOME, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(CACHE)
    archive.unlink()
    for program in (HOME / "bin").glob("*.sh"):
        program.chmod(0o755)
    COMPLETE.touch()
    return HOME


def find_java() -> Path:
    """Return a `java` that Keycloak runs on, installed by apt where there is none and we are root.

    Raises:
        KeycloakMissing: there is none, and none could be installed.
    """
    found = _supported_java()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _say("Installing a JDK for Keycloak ...")
        _run(["apt-get", "update"])
        for package in JAVA_PACKAGES:
            _run(["apt-get", "install", "--yes", "--no-install-recommends", package])
            found = _supported_java()
            if found is not None:
                break
    if found is None:
        wanted = ", ".join(str(version) for version in JAVA_VERSIONS)
        raise KeycloakMissing(
            f"Keycloak {VERSION} runs on Java {wanted}, and none of them is there. Install one, "
            "or name it: JAVA_HOME=/path/to/it."
        )
    return found


def _supported_java() -> Path | None:
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    candidates = [home / "bin" / "java" for home in homes]
    on_path = shutil.which("java")
    candidates += [Path(on_path)] if on_path else []
    candidates += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    return next((java for java in candidates if _java_version(java) in JAVA_VERSIONS), None)


def _java_version(java: Path) -> int | None:
    if not os.access(java, os.X_OK):
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    return int(version[1]) if version else None


def _fetch(maven: str) -> Path:
    _say(f"Fetching Keycloak {VERSION} by Maven (about 170 MB) ...")
    began = time.monotonic()
    # On a terminal Maven shows its own progress; in a log that would be thousands of lines.
    quiet = [] if sys.stderr.isatty() else ["--quiet", "--no-transfer-progress"]
    copied = _run(
        [
            *[maven, "--batch-mode", *quiet, "--strict-checksums", "dependency:copy"],
            *[f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={CACHE}"],
        ]
    )
    archive = CACHE / f"keycloak-quarkus-dist-{VERSION}.zip"
    if not copied or not archive.exists():
        raise KeycloakMissing(
            f"Maven could not fetch {ARTIFACT}; what it says is above. It needs a way to a "
            "repository: settings.xml of Maven, proxy, network."
        )
    with archive.open("rb") as opened:
        fetched = hashlib.file_digest(opened, "sha256").hexdigest()
    if fetched != SHA256:
        archive.unlink()
        raise KeycloakMissing(f"What Maven fetched is not {ARTIFACT}: its SHA-256 is {fetched}.")
    _say(f"Fetched in {time.monotonic() - began:.0f} s.")
    return archive


def _run(command: list[str]) -> bool:
    """Run a command in the cache, where no project of Maven's is; its words go to our errors."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        cwd=CACHE if CACHE.exists() else None,
        env=environment,
        stdout=sys.stderr,
        check=False,
        timeout=FETCH_WITHIN_S,
    )
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    try:
        sys.stdout.write(f"{install()}\n")
    except KeycloakMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
