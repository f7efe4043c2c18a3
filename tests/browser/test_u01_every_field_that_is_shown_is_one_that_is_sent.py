"""U1: screens read `top_user` and `by_service`, the API sent other names, and nothing was shown."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.figures import number
from tests.browser.people import ACME, GRACE
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
# A compiler on a busy machine takes its time.
WITHIN_S = 280
SPENT = """
    select u.name, sum(d.credits) as credits
    from credit_usage_daily as d
    inner join users as u on u.user_id = d.user_id
    where d.org_id = %s and d.day > (now() at time zone 'UTC')::date - 30
    group by u.name having sum(d.credits) > 0
"""


def run_npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "node.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=WITHIN_S)


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """The API's description, as the generated types were made from."""
    path = tmp_path / "openapi.json"
    command = [sys.executable, "-m", "scripts.write_openapi", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=WITHIN_S)
    return path


def rename_field(path: Path, schema: str, old: str, new: str) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    fields = content["components"]["schemas"][schema]["properties"]
    fields[new] = fields.pop(old)
    required = content["components"]["schemas"][schema]["required"]
    required[required.index(old)] = new
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_members_and_services_that_used_credits_are_shown(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(GRACE)
    screen.open(f"/organizations/{ACME}/usage")
    spent = sql.execute(SPENT, [ACME]).fetchall()
    assert spent
    chart = screen.page.get_by_role("region", name="Usage by member", exact=True)
    chart.get_by_role("button", name="Show as table").click()
    for row in spent:
        shown = chart.get_by_role("row").filter(has_text=row["name"])
        expect(shown.get_by_role("cell").nth(1)).to_have_text(number(row["credits"]))
    services = screen.page.get_by_role("region", name="Usage by service", exact=True)
    services.get_by_role("button", name="Show as table").click()
    assert services.get_by_role("row").count() > 1


@pytest.mark.timeout(300)
def test_types_that_are_not_the_apis_fail_the_check(description: Path) -> None:
    same = run_npm("run", "--silent", "generate", "--", str(description), "--check")
    assert same.returncode == 0, same.stderr
    rename_field(description, "CreditUsageStatsResponse", "top_users", "top_user")
    drifted = run_npm("run", "--silent", "generate", "--", str(description), "--check")
    assert drifted.returncode == 1
    assert "make api" in drifted.stderr


@pytest.mark.timeout(300)
def test_a_screen_that_reads_a_field_which_is_not_sent_does_not_compile(tmp_path: Path) -> None:
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules", "dist-library"))
    (copy / "node_modules").symlink_to(WEB / "node_modules")
    types = copy / "src" / "api" / "generated" / "schema.d.ts"
    text = types.read_text(encoding="utf-8")
    assert " top_users: " in text
    types.write_text(text.replace(" top_users: ", " top_user: "), encoding="utf-8")
    compiler = WEB / "node_modules" / ".bin" / "tsc"
    done = subprocess.run(
        [str(compiler), "--noEmit", "--project", str(copy)],
        capture_output=True, text=True, check=False, timeout=WITHIN_S,
    )  # fmt: skip
    assert done.returncode != 0
    assert "top_users" in done.stdout
