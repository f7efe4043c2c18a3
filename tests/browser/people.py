"""The demonstration people that the tests sign in as: one of each kind."""

from dataclasses import dataclass

ACME = "914d1b87-1fd2-5379-b8a5-97f339922152"
BETA = "4d3fac8e-1164-521f-a410-3aff15ffa6f7"


@dataclass(frozen=True)
class Person:
    email: str
    name: str


ROOT = Person("root@example.com", "Root")
GRACE = Person("grace@acme.com", "Grace Miller")
ALICE = Person("alice@acme.com", "Alice Johnson")
JOHN = Person("john@acme.com", "John Doe")
GAMAL = Person("gamal@gamma.example", "Gamal Haddad")
PEOPLE = (ROOT, GRACE, ALICE, JOHN)
"""A system admin, an owner, an admin, and a member of two organizations."""

PHONE = {"width": 375, "height": 740}
"""A small phone, in CSS pixels."""
