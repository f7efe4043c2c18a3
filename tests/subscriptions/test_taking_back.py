"""What a mistake brought is taken back: a whole invoice, or one month."""

from tests.conftest import OwnerConnection
from tests.subscriptions.included import total
from tests.subscriptions.subscriber import Subscriber, at


def test_a_voided_invoice_takes_its_months_back_and_keeps_them_from_coming(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform", "yearly")
    company.now = at("2026-02-20 00:00")
    assert total(company) == 2000
    company.world.now = company.now
    member = company.world.member()
    company.world.allocate(member, 1500, "never")
    company.void(company.bills()[0])
    # What members have stays with them; what is not there is noted, and not owed.
    assert company.world.pool() == (1500, 1500, 0, 0)
    items = company.world.rows(
        "select * from included_credits where org_id = %s order by item_number", company.org_id
    )
    assert [(i["state"], i["taken_back_credits"], i["unrecovered_credits"]) for i in items] == [
        ("void", 500, 500), ("void", 0, 1000),
    ]  # fmt: skip
    company.now = at("2026-06-20 00:00")
    assert total(company) == 1500
    company.now = at("2027-01-10 00:00")
    assert total(company) == 2500


def test_one_month_is_reversed_alone_and_its_invoice_stays(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform", "yearly")
    company.now = at("2026-03-20 00:00")
    company.settle()
    term_id = company.terms()[0]["term_id"]
    for _ in range(2):
        company.world.one(
            "select reverse_month(%s, %s, 2, 'root', 'a mistake', %s)",
            company.org_id, term_id, company.now,
        )  # fmt: skip
        assert total(company) == 2000
    items = company.world.rows(
        "select * from included_credits where org_id = %s order by item_number", company.org_id
    )
    assert [(item["state"], item["taken_back_credits"]) for item in items] == [
        ("brought", 0), ("reversed", 1000), ("brought", 0),
    ]  # fmt: skip
    assert (items[1]["ended_by"], items[1]["end_reason"]) == ("root", "a mistake")
    assert company.bills()[0]["status"] == "open"
    company.now = at("2026-04-10 00:00")
    assert total(company) == 3000
