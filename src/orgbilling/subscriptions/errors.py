"""What can go wrong with a subscription, beyond what the database's functions say."""

from orgbilling.kernel.errors import NotFound


class SubscriptionNotFound(NotFound):
    """The organization never had a subscription."""

    default_code = "subscription_not_found"

    def __init__(self) -> None:
        super().__init__("The organization has no subscription.")
