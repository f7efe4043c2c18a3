"""Two organizations of the same shape, and a caller of every kind who belongs to the first."""

import uuid
from dataclasses import dataclass

from orgbilling.kernel.identifiers import hash_secret, new_secret
from tests.api_client import Api, Client
from tests.authorization.rules import Place
from tests.credits.company import Company, make_company

# Noted whenever somebody comes in, also by who is then refused.
_TOUCHED_BY_READING = ("api_keys", "request_rates")
MODEL = "gpt-of-the-matrix"
_CANCEL = """
    select cancel_subscription(s.org_id, 'now') from organization_subscriptions as s
    where s.org_id = %s and s.status <> 'canceled'
"""


@dataclass
class Site:
    """One organization with one of everything that an address can name."""

    company: Company
    member: Client
    """Has an allocation, a usage, a pending request, a member key; the others have nothing."""
    ids: dict[str, str]
    invitation_token: str

    @property
    def org_id(self) -> uuid.UUID:
        return self.company.org_id


def make_site(api: Api) -> Site:
    company = make_company(api)
    org_id, world = company.org_id, company.world
    member, colleague = company.member(1_000), company.member(100)
    token = f"ob_inv_{org_id.hex}_{new_secret()}"
    ids = {
        "org_id": org_id,
        "user_id": colleague.user_id,
        "usage_id": world.deduct(member.user_id, 50, "used")["usage_id"],
        "lot_id": world.one("select lot_id from credit_lots where org_id = %s", org_id)["lot_id"],
        "request_id": world.one(
            "select request_credits(%s, %s, 1, 'x') ->> 'id' as id", org_id, member.user_id
        )["id"],
        "purchase_id": world.purchase(1_000),
        **_invoiced(company),
        "invitation_id": _invite(company, token),
        "provider_key_id": _provider_key(company),
        "hold_id": uuid.uuid4(),
        # Of nobody: each caller has sessions of their own.
        "session_id": uuid.uuid4(),
        "model": MODEL,
    }
    made = {name: str(value) for name, value in ids.items()}
    return Site(company, member, made, token)


def _invoiced(company: Company) -> dict[str, object]:
    """An open invoice and the first month of its term, of a subscription that begins now."""
    execute = company.world.connection.execute
    execute(_CANCEL, [company.org_id])
    execute("select create_subscription(%s, 'platform', 'monthly', 0, 'root')", [company.org_id])
    invoice = company.world.one(
        "select invoice_id, term_id from subscription_invoices where org_id = %s", company.org_id
    )
    return {**invoice, "month": 1}


def _invite(company: Company, token: str) -> uuid.UUID:
    row = company.world.one(
        """select (create_invitation(%s, 'new@example.org', 'member', %s,
           now() + interval '1 day', %s)).invitation_id""",
        company.org_id, hash_secret(token), company.boss.user_id,
    )  # fmt: skip
    invitation_id: uuid.UUID = row["invitation_id"]
    return invitation_id


def _provider_key(company: Company) -> uuid.UUID:
    row = company.world.one(
        """insert into organization_provider_keys (org_id, provider_key_id, name, base_url, models,
           nonce, ciphertext, hint, created_by, created_at)
           values (%s, %s, 'ours', 'https://provider.example/v1', '{}', '123456789012', 'x', 'x',
           %s, now()) returning provider_key_id""",
        company.org_id, uuid.uuid4(), company.boss.user_id,
    )  # fmt: skip
    provider_key_id: uuid.UUID = row["provider_key_id"]
    return provider_key_id


class Scene:
    """What one row of the matrix is tried on."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.own, self.other = make_site(api), make_site(api)
        for site in (self.own, self.other):
            key = api.key(site.org_id, site.member, "member")
            site.ids["key_id"] = str(
                site.company.world.one(
                    "select key_id from api_keys where key_hash = %s", hash_secret(key)
                )["key_id"]
            )
        api.owner.execute("select set_model_price(%s, 1, 2, 'test', 'test')", [MODEL])
        self.callers = self._make_callers()

    async def prepare(self, operation: str) -> None:
        """Bring the organizations where the operation can succeed."""
        execute = self.api.owner.execute
        for site in (self.own, self.other):
            if operation == "POST /api/v1/org-billing/subscriptions":
                execute(_CANCEL, [site.org_id])
            elif operation.endswith("/credits/{org_id}/requests"):
                execute(
                    "select withdraw_credit_request(%s, %s, %s)",
                    [site.org_id, site.ids["request_id"], site.member.user_id],
                )
        if "{hold_id}" in operation:
            await self._hold()

    async def _hold(self) -> None:
        answer = await self.own.member.post(
            self.own.company.path("/holds"),
            json={"user_id": self.own.member.user_id, "credits": 5, "request_id": "held"},
        )
        assert answer.status_code == 201, answer.text
        self.own.ids["hold_id"] = answer.json()["hold_id"]

    def _make_callers(self) -> dict[str, Client]:
        api, own = self.api, self.own
        gone = api.member(own.org_id, "admin")
        gone_key = api.key(own.org_id, gone, "member")
        api.owner.execute("select remove_member(%s, %s, null)", [own.org_id, gone.user_id])
        return {
            "anonymous": api.client(),
            "member": own.member,
            "ex_member": gone,
            "admin": api.member(own.org_id, "admin"),
            "billing_admin": api.member(own.org_id, "billing_admin"),
            "owner": self._second_owner(),
            "system_admin": own.company.root,
            "service_key": api.program(api.key(own.org_id, own.company.boss)),
            "member_key": api.program(api.key(own.org_id, own.member, "member")),
            "ex_member_key": api.program(gone_key),
        }

    def _second_owner(self) -> Client:
        # One of two, so that leaving is refused to nobody for being the last.
        owner = self.api.person("owner")
        self.api.join(self.own.org_id, owner, "owner")
        return owner

    def ids(self, place: Place) -> dict[str, str]:
        """What stands in an address that points to this place."""
        if place == "absent":
            return {name: str(uuid.uuid4()) for name in self.own.ids} | {
                "model": MODEL, "month": "1",
            }  # fmt: skip
        return (self.own if place == "own" else self.other).ids

    def fingerprint(self) -> dict[str, str | None]:
        """Of every row of both organizations: equal means that nothing was written."""
        tables = self.api.owner.execute(
            """select c.table_name as name from information_schema.columns as c
               join information_schema.tables as t using (table_schema, table_name)
               where c.table_schema = 'public' and c.column_name = 'org_id'
               and t.table_type = 'BASE TABLE'
               and c.table_name not in (select relname from pg_class where relispartition)
               order by 1"""
        ).fetchall()
        each = " union all ".join(
            f"select '{name}' as name, md5(string_agg(r::text, '' order by r::text)) as rows "
            # Which days are over is noted by whoever reads first, or by a job.
            f"from (select to_jsonb(t) - 'usage_closed_through' as r from {name} as t "
            "where org_id = any(%(ids)s)) as every"
            for name in (row["name"] for row in tables)
            if name not in _TOUCHED_BY_READING
        )
        ids = [self.own.org_id, self.other.org_id]
        rows = self.api.owner.execute(each.encode(), {"ids": ids}).fetchall()
        return {row["name"]: row["rows"] for row in rows}
