"""Typed statements of `queries_limits.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_limits.sql")


class SetSpendingRulesRow(NamedTuple):
    document: Any


_set_spending_rules: Final[Query[SetSpendingRulesRow, Any]] = Query(
    _texts.set_spending_rules, SetSpendingRulesRow
)


def set_spending_rules(
    *,
    org_id: UUID,
    kind: str,
    subject_id: str,
    actor_id: str,
    allowed_models: list[str] | None,
    allowed_addresses: list[str] | None,
    expires_at: datetime | None,
    tags: list[str] | None,
    limits: str,
) -> Statement[SetSpendingRulesRow, Any]:
    return Statement(
        _set_spending_rules,
        {
            "org_id": org_id,
            "kind": kind,
            "subject_id": subject_id,
            "actor_id": actor_id,
            "allowed_models": allowed_models,
            "allowed_addresses": allowed_addresses,
            "expires_at": expires_at,
            "tags": tags,
            "limits": limits,
        },
    )


class RulesOfOrganizationRow(NamedTuple):
    document: Any


_rules_of_organization: Final[Query[RulesOfOrganizationRow, Any]] = Query(
    _texts.rules_of_organization, RulesOfOrganizationRow
)


def rules_of_organization(*, org_id: UUID) -> Statement[RulesOfOrganizationRow, Any]:
    return Statement(_rules_of_organization, {"org_id": org_id})


class RulesOfMemberRow(NamedTuple):
    document: Any


_rules_of_member: Final[Query[RulesOfMemberRow, Any]] = Query(
    _texts.rules_of_member, RulesOfMemberRow
)


def rules_of_member(*, org_id: UUID, user_id: str) -> Statement[RulesOfMemberRow, Any]:
    return Statement(_rules_of_member, {"org_id": org_id, "user_id": user_id})


class RulesOfKeyRow(NamedTuple):
    document: Any


_rules_of_key: Final[Query[RulesOfKeyRow, Any]] = Query(_texts.rules_of_key, RulesOfKeyRow)


def rules_of_key(
    *, org_id: UUID, key_id: UUID, owner_id: str | None
) -> Statement[RulesOfKeyRow, Any]:
    return Statement(_rules_of_key, {"org_id": org_id, "key_id": key_id, "owner_id": owner_id})
