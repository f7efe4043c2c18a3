"""The API's description: clients that were generated from it find its models by their names."""

from orgbilling.app import create_app
from orgbilling.settings import Settings

NAMES = {
    "BillingHistoryResponse",
    "CreditPoolResponse",
    "CreditUsageStatsResponse",
    "OrganizationSubscriptionCreate",
    "OrganizationSubscriptionResponse",
    "UserCreditAllocationCreate",
    "UserCreditAllocationResponse",
}


def test_the_models_have_the_names_that_they_are_known_by() -> None:
    description = create_app(Settings()).openapi()
    assert set(description["components"]["schemas"]) >= NAMES
