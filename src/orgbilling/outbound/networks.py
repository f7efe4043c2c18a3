"""Which addresses are on the public internet, and lead nowhere else.

By a table of our own and not by Python's: what that knows changes with its version. In IPv6 all is
private that is not known to be public. An address in which an IPv4 address is wrapped leads to that
one wherever a translator or a tunnel stands, so none of them is public, but for the prefix by which
networks without IPv4 reach the rest of the internet (NAT64): there the wrapped address decides.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# IANA's registry of special addresses (RFC 6890), and what is special without standing there.
_SPECIAL_V4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Azure answers there for the machine that asks: its DNS, its secrets.
        "168.63.129.16/32",
    )
)  # fmt: skip
_GLOBAL_V6: Final = IPv6Network("2000::/3")
# Of the global ones: Teredo, benchmarks, ORCHID and others of the IETF; documentation; 6to4; AS112.
_SPECIAL_V6: Final = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
_NAT64: Final = IPv6Network("64:ff9b::/96")
# ISATAP (RFC 5214): the second half is 00-00-5e-fe, or 02-00-5e-fe, and an IPv4 address.
_ISATAP: Final = 0x00005EFE
_ISATAP_MASK: Final = 0xFCFFFFFF
_V4_MASK: Final = 0xFFFFFFFF


def is_public(address: Address, denied: tuple[Network, ...] = ()) -> bool:
    """Tell whether an address is a public one, and in none of the networks that are `denied`."""
    if any(address in network for network in denied if network.version == address.version):
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & _V4_MASK), denied)
    if address not in _GLOBAL_V6 or any(address in network for network in _SPECIAL_V6):
        return False
    return int(address) >> 32 & _ISATAP_MASK != _ISATAP
