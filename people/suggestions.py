"""People found by name, for search boxes and forms: with the matching letters and the office."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString

from ipacis.core.text.marks import mark

from .models import NameParts, Person, offices
from .search import Match, find, likely

#: The most people whom the form suggests to an editor who adds a person.
MOST_LIKELY = 3


def with_offices(people: list[Person]) -> list[Person]:
    """Return *people*, each with the attribute ``offices``. Runs one query for the offices."""
    prefetch_related_objects(people, offices())
    return people


def found_people(query: str, limit: int) -> list[Match]:
    """Return at most *limit* Matches of public people for *query*, the best first; their people have ``offices``."""
    matches = find(query, limit, public_only=True)
    with_offices([match.person for match in matches])
    return matches


def likely_people(names: Iterable[NameParts]) -> list[Person]:
    """Return the people who may have one of *names*, the likeliest first, with ``offices``."""
    matches = [
        match
        for name in names
        for match in likely(name.given, name.family, name.patronymic, limit=MOST_LIKELY)
    ]
    matches.sort(key=lambda match: -match.score)
    people = list(dict.fromkeys(match.person for match in matches))
    return with_offices(people[:MOST_LIKELY])


def marked(match: Match) -> SafeString:
    """Return the name of *match* as HTML, with ``<mark>`` around the matching letters."""
    return mark(match.name, match.spans)


def office_of(person: Person) -> str:
    """Return the main office of *person* in words, empty without one."""
    return person.main_office.in_words() if person.main_office else ""


def told_apart(person: Person) -> str:
    """Return the full name of *person* and, to distinguish namesakes, the offices (at most two) or else the country."""
    held = person.leading_offices[:2]
    words = [row.in_words() for row in held] or filter(None, [person.country.name])
    return " – ".join([person.full_name, *words])
