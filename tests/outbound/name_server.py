"""A name server as a small server of its own: `python name_server.py PORT`. It answers over UDP and
TCP by the first label of what it is asked:

`a-192-0-2-1` has that address, `v6-2001-db8--1` that one; `flip-192-0-2-1-127-0-0-1` has the first
one when it is asked for the first time, and the other one from then on; `silent` is never answered,
`gone` does not exist, `broken` is answered with SERVFAIL, `nothing` exists and has no address;
`many-300` has so many addresses, which do not fit into UDP; `halved` has an IPv4 address and says
nothing of others. A TXT question for `asked.NAME` tells how often NAME was asked for.
"""

import asyncio
import sys
from collections import Counter
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL_S = 1
UDP_BYTES_MAX = 1232
ADDRESS, ADDRESS_6 = dns.rdatatype.A, dns.rdatatype.AAAA


class Zone:
    """Everything that it knows."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def answer(self, wire: bytes, bytes_max: int) -> bytes | None:
        """Return what is answered, None where nothing is."""
        question = dns.message.from_wire(wire)
        [asked] = question.question
        name, kind = asked.name.to_text().rstrip(".").lower(), asked.rdtype
        label = name.partition(".")[0]
        if label != "asked":
            self.asked[f"{name}/{dns.rdatatype.to_text(kind)}"] += 1
        if label.startswith("silent") or (label == "halved" and kind == ADDRESS_6):
            return None
        answer = dns.message.make_response(question)
        if label == "gone" or (name.endswith(".gone") and label != "asked"):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif label == "broken":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self._found(label, name, kind):
            answer.answer.append(dns.rrset.from_text_list(asked.name, TTL_S, "IN", kind, found))
        whole = answer.to_wire(max_size=65535)
        if len(whole) <= bytes_max:
            return whole
        answer.answer.clear()
        answer.flags |= dns.flags.TC
        return answer.to_wire()

    def _found(self, label: str, name: str, kind: dns.rdatatype.RdataType) -> list[str]:
        what, _, rest = label.partition("-")
        if what == "asked" and kind == dns.rdatatype.TXT:
            of = name.partition(".")[2]
            total = sum(count for key, count in self.asked.items() if key.startswith(f"{of}/"))
            return [f'"{total}"']
        if kind == ADDRESS_6:
            return [rest.replace("-", ":")] if what == "v6" else []
        if kind != ADDRESS:
            return []
        if what == "a":
            return [rest.replace("-", ".")]
        if label == "halved":
            return ["192.0.2.7"]
        if what == "flip":
            numbers = rest.split("-")
            is_first = self.asked[f"{name}/A"] == 1
            return [".".join(numbers[:4] if is_first else numbers[4:])]
        if what == "many":
            return [f"198.18.{n // 250}.{n % 250}" for n in range(int(rest))]
        return []


class OverUdp(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # It is one for datagrams, although not by its class.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if (answer := self._zone.answer(data, UDP_BYTES_MAX)) is not None:
            self._transport.sendto(answer, addr)


async def serve(port: int) -> None:
    zone = Zone()

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            size = int.from_bytes(await reader.readexactly(2), "big")
            answer = zone.answer(await reader.readexactly(size), 65535)
            if answer is not None:
                writer.write(len(answer).to_bytes(2, "big") + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: OverUdp(zone), local_addr=("127.0.0.1", port))
    async with await asyncio.start_server(over_tcp, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
