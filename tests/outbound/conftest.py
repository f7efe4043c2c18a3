from collections.abc import Iterator

import pytest

from tests.outbound.name_server_rig import NameServer, running_name_server


@pytest.fixture(scope="session")
def name_server() -> Iterator[NameServer]:
    with running_name_server() as running:
        yield running
