"""Whether the gateway's memory stays flat: how much more is resident after many streams."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

_PAGE_KIB = 4
_CALLERS = 16


@dataclass(frozen=True)
class Growth:
    """Resident memory of a server before and after so many streams, in KiB."""

    streams: int
    before_kib: int
    after_kib: int

    @property
    def bytes_a_stream(self) -> float:
        """What one stream has left behind, on the average."""
        return (self.after_kib - self.before_kib) * 1024 / self.streams


def resident_kib(pid: int) -> int:
    """Return the resident memory of a process, what it shares with others left out."""
    _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(resident) - int(shared)) * _PAGE_KIB


async def stream_many(
    port: int, key: str, body: bytes, count: int, callers: int = _CALLERS
) -> None:
    """Stream `count` times from `/v1/chat/completions`, `callers` at once.

    Raises:
        RuntimeError: an answer is not 200.
    """
    waiting = iter(range(count))
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        f"authorization: Bearer {key}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in waiting:
            writer.write(head + body)
            start = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in start.split(b"\r\n", 1)[0]:
                raise RuntimeError(start.decode(errors="replace"))
            await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with asyncio.TaskGroup() as group:
        for _ in range(callers):
            group.create_task(one())


async def measure_growth(
    port: int, pid: int, key: str, body: bytes, warm: int, count: int
) -> Growth:
    """Stream `warm` times, so that pools and caches have what they keep, then `count` times."""
    await stream_many(port, key, body, warm)
    before_kib = resident_kib(pid)
    await stream_many(port, key, body, count)
    return Growth(count, before_kib, resident_kib(pid))
