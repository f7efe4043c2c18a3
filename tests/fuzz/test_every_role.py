"""Whatever the API's description admits, and much that it does not, asked by six kinds of caller.

ORGBILLING_FUZZ_EXAMPLES says how much is asked of each operation, ORGBILLING_FUZZ_SEED what (a
number, or `random`).
"""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.credits.company import Company, make_company
from tests.servers.server import Server, serving

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "schemathesis"
EXAMPLES = os.environ.get("ORGBILLING_FUZZ_EXAMPLES", "4")
GIVEN_SEED = os.environ.get("ORGBILLING_FUZZ_SEED", "1")
SEED = str(secrets.randbelow(2**31)) if GIVEN_SEED == "random" else GIVEN_SEED
# All borders of every parameter take minutes a role.
PHASES = os.environ.get("ORGBILLING_FUZZ_PHASES", "examples,fuzzing")
CASES_A_ROLE_MIN = 500
CASES = re.compile(r"^ *([\d,]+) generated", re.MULTILINE)


def session_of(role: str) -> Callable[[Company], str]:
    return lambda company: company.api.session(company.api.member(company.org_id, role).user_id)


CREDENTIALS: dict[str, Callable[[Company], str] | None] = {
    "stranger": None,
    "member": session_of("member"),
    "admin": session_of("admin"),
    "owner": lambda company: company.api.session(company.boss.user_id),
    "system_admin": lambda company: company.api.session(company.root.user_id),
    "service_key": lambda company: company.api.key(company.org_id, company.boss),
}


@pytest.fixture(scope="module")
def server(owner_url: str) -> Iterator[Server]:
    with serving(1, DATABASE_URL=owner_url) as [server]:
        yield server


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("role", CREDENTIALS)
def test_nothing_unexpected_is_found(
    server: Server, db: Database, owner: OwnerConnection, role: str, tmp_path: Path
) -> None:
    company = make_company(make_api(db, owner))
    make = CREDENTIALS[role]
    config = tmp_path / "schemathesis.toml"
    config.write_text(f'[parameters]\n"path.org_id" = "{company.org_id}"\n')
    done = subprocess.run(
        [
            PROGRAM, "--config-file", config, "run", f"{server.url}/openapi.json",
            "--checks", "all", "--seed", SEED, "--max-examples", EXAMPLES, "--phases", PHASES,
            "--continue-on-failure", "--no-color", "--warnings", "off",
            "--suppress-health-check", "all",
            *(["--header", f"Authorization: Bearer {make(company)}"] if make else []),
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.rules", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found = CASES.search(done.stdout)
    assert found, done.stdout + done.stderr
    cases = int(found[1].replace(",", ""))
    print(f"{role}: {cases:,} cases, seed {SEED}")
    assert done.returncode == 0, done.stdout
    assert cases >= CASES_A_ROLE_MIN
