"""The machine's own list of names: `/etc/hosts`."""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from orgbilling.outbound.networks import Address

HOSTS_FILE: Final = Path(
    os.path.expandvars(r"%SystemRoot%\System32\drivers\etc\hosts")
    if os.name == "nt"
    else "/etc/hosts"
)


class HostsFile:
    """Names that the machine's administrator has given addresses; read again when it changes."""

    def __init__(self, path: Path = HOSTS_FILE) -> None:
        self._path = path
        self._read_as: tuple[int, int] | None = None
        self._names: dict[str, tuple[Address, ...]] = {}

    def addresses_of(self, name: str) -> tuple[Address, ...]:
        """Return the addresses of a name (in lower case, without a full stop at its end), in the
        order of the file; none where it does not stand there."""
        try:
            state = self._path.stat()
            read_as = (state.st_mtime_ns, state.st_size)
            if read_as != self._read_as:
                self._names = _read(self._path.read_text(encoding="utf-8", errors="replace"))
                self._read_as = read_as
        except OSError:
            self._names, self._read_as = {}, None
        return self._names.get(name, ())


def _read(text: str) -> dict[str, tuple[Address, ...]]:
    found: dict[str, tuple[Address, ...]] = {}
    for line in text.splitlines():
        address_text, *names = line.partition("#")[0].split() or [""]
        try:
            address = ip_address(address_text)
        except ValueError:
            continue
        for name in names:
            known = name.lower().rstrip(".")
            found[known] = (*found.get(known, ()), address)
    return found
