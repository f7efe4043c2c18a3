"""Which addresses are public: what is private stays so in whatever it is wrapped."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some

from orgbilling.outbound.networks import is_public

# IANA's special-purpose registries, and the addresses at which clouds answer for their machines.
PRIVATE_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32",
]  # fmt: skip
PRIVATE_V6 = [
    "::/128", "::1/128", "::ffff:0:0/96", "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
    "2001::/23", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32",
    "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fd00:ec2::/32", "fe80::/10", "fec0::/10",
    "ff00::/8", "4000::/3", "8000::/1", "::ffff:0:0:0/96",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1",
    "172.32.0.1", "192.0.1.1", "192.167.1.1", "198.17.1.1", "198.20.1.1", "223.255.255.254",
    "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:4860:4860::8888", "2400:cb00::1",
    "64:ff9b::8.8.8.8", "2606:4700::5efe:1",
]  # fmt: skip

# How an IPv4 address is written into an IPv6 one: whoever sends to the second reaches the first.
WRAPPINGS: dict[str, Callable[[int], int]] = {
    "mapped": lambda v4: 0xFFFF << 32 | v4,
    "compatible": lambda v4: v4,
    "translated (SIIT)": lambda v4: 0xFFFF << 48 | v4,
    "NAT64": lambda v4: 0x64FF9B << 96 | v4,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "Teredo, server": lambda v4: 0x20010000 << 96 | v4 << 64,
    "Teredo, client": lambda v4: 0x20010000 << 96 | 0x08080808 << 64 | v4 ^ 0xFFFFFFFF,
    "ISATAP": lambda v4: 0x2606470000000000 << 64 | 0x00005EFE << 32 | v4,
    "ISATAP, global": lambda v4: 0x2606470000000000 << 64 | 0x02005EFE << 32 | v4,
    "local NAT64 /48": lambda v4: 0x64FF9B0001 << 80 | (v4 >> 16) << 64 | (v4 & 0xFFFF) << 40,
    "local NAT64 /56": lambda v4: 0x64FF9B0001 << 80 | (v4 >> 24) << 64 | (v4 & 0xFFFFFF) << 32,
    "local NAT64 /64": lambda v4: 0x64FF9B0001 << 80 | v4 << 24,
    "local NAT64 /96": lambda v4: 0x64FF9B0001 << 80 | v4,
}


def inside(text: str) -> some.SearchStrategy[int]:
    network = ip_network(text)
    first, last = int(network.network_address), int(network.broadcast_address)
    return some.integers(first, last)


@given(some.sampled_from(PRIVATE_V4).flatmap(inside), some.sampled_from(sorted(WRAPPINGS)))
def test_no_private_address_is_public_however_it_is_wrapped(v4: int, wrapping: str) -> None:
    assert not is_public(IPv4Address(v4))
    assert not is_public(IPv6Address(WRAPPINGS[wrapping](v4))), wrapping


@given(some.sampled_from(PRIVATE_V6).flatmap(inside))
def test_what_is_not_known_to_be_public_in_ipv6_is_not(address: int) -> None:
    assert not is_public(IPv6Address(address))


@given(some.sampled_from(sorted(set(WRAPPINGS) - {"NAT64"})), some.integers(0, 2**32 - 1))
def test_only_the_well_known_translator_leads_anywhere(wrapping: str, v4: int) -> None:
    """A tunnel's end is whoever runs it: what is wrapped says nothing of where it goes."""
    assert not is_public(IPv6Address(WRAPPINGS[wrapping](v4)))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_is(text: str) -> None:
    assert is_public(ip_address(text))


def test_a_zone_is_a_place_of_this_machine() -> None:
    assert not is_public(ip_address("2606:4700::1%eth0"))


@pytest.mark.parametrize(
    ("denied", "address"),
    [
        ("93.184.216.0/24", "93.184.216.34"),
        ("2606:4700::/32", "2606:4700::1"),
        # By which way ever it is reached.
        ("93.184.216.0/24", "64:ff9b::93.184.216.34"),
    ],
)
def test_an_operator_has_networks_of_its_own_there(denied: str, address: str) -> None:
    assert is_public(ip_address(address))
    assert not is_public(ip_address(address), (ip_network(denied),))
    assert is_public(ip_address("8.8.8.8"), (ip_network(denied), IPv4Network("10.0.0.0/8")))
