"""The bounds of what may be asked: the one table of them. It imports nothing of ours.

Schemas name them. In SQL a bound stands as a number with its name behind it, `100 /* NAME */`, so
that no plan has to ask for it; screens have a module of their own. `make bounds` writes both from
here. What a schema admits, SQL admits: some bounds are wider there, for programs that speak SQL and
for the gateway. What a table's CHECK holds is wider still, and stays as it landed.
"""

from decimal import Decimal
from typing import Final

CREDIT_DECIMALS_MAX: Final = 6
CREDITS_MAX: Final = Decimal(9_000_000_000)
"""Most credits in a request: a double still counts their millionths."""
CREDITS_BELOW: Final = Decimal(10_000_000_000)
"""In SQL, which counts in decimals, credits are below this."""
CREDITS_PER_USD_MAX: Final = Decimal(1_000_000_000)

USD_DECIMALS_MAX: Final = 12
COST_USD_MAX: Final = Decimal(999_999_999_999)
"""Largest cost in a request, in US dollars."""
COST_USD_BELOW: Final = Decimal(1_000_000_000_000)
"""In SQL costs, and what a plan adds or takes off, are nearer to 0 than this."""
PAID_USD_BELOW: Final = Decimal(10_000_000_000)
"""What was paid for credits, in US dollars."""
PAID_USD_DECIMALS_MAX: Final = 2
PRICE_USD_MAX: Final = Decimal(999_999_999)
"""Highest price of a million tokens, in US dollars."""

ID_CHARACTERS_MAX: Final = 255
"""Of ids that others give: people's, request ids, idempotency keys, models."""
SERVICE_TYPE_CHARACTERS_MAX: Final = 100
"""A day's sum is found by it and the service's name: an index has no room for more."""
SERVICE_NAME_CHARACTERS_MAX: Final = 200
SERVICE_NAME_STORED_CHARACTERS_MAX: Final = 255
"""In SQL: the gateway's services are called as their models."""
NAME_CHARACTERS_MAX: Final = 200
KEY_NAME_CHARACTERS_MAX: Final = 100
PLAN_CHARACTERS_MAX: Final = 63
"""Of a plan's code."""
BASE_URL_CHARACTERS_MIN: Final = 8
BASE_URL_CHARACTERS_MAX: Final = 500
"""Of the address of a provider."""
EMAIL_CHARACTERS_MIN: Final = 3
EMAIL_CHARACTERS_MAX: Final = 320
SIGN_IN_ADDRESS_CHARACTERS_MAX: Final = 2000
"""Of an identity provider, and of the page to which a sign-in returns."""
NOTE_CHARACTERS_MAX: Final = 2000
"""Of notes, and of reasons for what concerns credits."""
CORRECTION_CHARACTERS_MAX: Final = 500
"""Of reasons for what a system admin does to a subscription or the calendar."""

HOLD_TTL_S_MIN: Final = 1
HOLD_TTL_S_MAX: Final = 86_400
HOLD_TTL_S_DEFAULT: Final = 600
"""How long a hold lasts where nobody says."""
TRIAL_DAYS_MAX: Final = 90
GRACE_DAYS_MAX: Final = 365
INVITATION_DAYS_MAX: Final = 90
REFUND_LOT_DAYS_MAX: Final = 3650
METADATA_BYTES_MAX: Final = 16_384
BATCH_ITEMS_MAX: Final = 1000
OUTPUT_TOKENS_MAX: Final = 10_000_000
"""Of one call to a model, as a price or a setting limits them."""
TOKENS_BELOW: Final = 1_000_000_000_000
"""What a provider says of a call is believed below this."""
PROVIDER_COST_USD_BELOW: Final = 1_000_000
"""What a provider says that a call cost is believed below this: more has too many credits."""

LIMIT_PER_MINUTE_MAX: Final = 1_000_000_000
"""Highest rate of requests, or of tokens, a minute."""
ALLOWED_MODELS_MAX: Final = 200
"""How many names or patterns a list of allowed models has."""
ALLOWED_ADDRESSES_MAX: Final = 100
"""How many addresses and networks a list of allowed ones has."""
TAGS_MAX: Final = 20
"""Of a key, a member, an organization or one request."""
TAG_CHARACTERS_MAX: Final = 64

END_USER_CHARACTERS_MAX: Final = 512
"""Of whom a request to a model says that it is made for; longer ones are cut."""
METADATA_PAIRS_MAX: Final = 16
"""Of a request to a model, kept with its usage; and of those that usage is asked for by."""
METADATA_NAME_CHARACTERS_MAX: Final = 64
METADATA_VALUE_CHARACTERS_MAX: Final = 512
