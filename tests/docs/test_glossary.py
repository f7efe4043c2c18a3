"""The glossary is in order, and the names in it are those of the database."""

import re

from tests.conftest import OwnerConnection
from tests.docs.pages import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([a-z_]+(?:\.[a-z_]+)?)`")


def test_every_term_stands_once_and_in_its_place() -> None:
    terms = re.findall(r"^### (.+)$", GLOSSARY, re.MULTILINE)
    assert terms == sorted(set(terms))


def test_every_name_is_one_of_the_database(owner: OwnerConnection) -> None:
    known = owner.execute(
        """select c.relname as name from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
           union select p.proname from pg_proc as p where p.pronamespace = 'public'::regnamespace
           union select a.attname from pg_attribute as a
           inner join pg_class as c on c.oid = a.attrelid
           where c.relnamespace = 'public'::regnamespace
           union select c.relname || '.' || a.attname from pg_attribute as a
           inner join pg_class as c on c.oid = a.attrelid
           where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
           union select t.value[1] from pg_constraint as k
           cross join regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''', 'g') as t (value)
           where k.connamespace = 'public'::regnamespace"""
    ).fetchall()
    names = set(NAME.findall(GLOSSARY))
    assert "subscription_terms.anchor_date" in names
    unknown = names - {row["name"] for row in known}
    assert unknown == set()
