"""What search boxes and forms suggest: people found by name, and the offices of a person on a day."""

import datetime
from collections.abc import Iterable
from operator import attrgetter

from django.db.models import Case, QuerySet, Value, When, prefetch_related_objects
from django.utils.safestring import SafeString

from ipacis.core.text.marks import mark

from .models import Membership, NameParts, Person, offices
from .models.memberships import held_on
from .search import Match, find, likely

#: Returns the place of an office among those of a person; many have the same.
PROTOCOL = attrgetter("order", "post.order")
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


def offered_on(memberships: QuerySet, day: datetime.date) -> QuerySet:
    """Return those of *memberships*, the offices of one person, that the form of a meeting offers for *day*.

    They are in the order of ``offered_among``.
    """
    keys = [row.pk for row in offered_among(memberships.select_related("post").with_tenures(), day)]
    places = Case(
        *(When(pk=pk, then=Value(place)) for place, pk in enumerate(keys)), default=Value(len(keys))
    )
    return memberships.filter(pk__in=keys).order_by(places)


def offered_among(memberships: Iterable[Membership], day: datetime.date) -> list[Membership]:
    """Return those of *memberships*, the offices of one person, that the form of a meeting offers for *day*.

    These are the offices that are known to be held on *day*, or else those in which the person is last known before, or
    else those of which no day is known. The order is that of protocol; of equal ones the surest comes first.
    """
    rows = sorted(memberships, key=PROTOCOL)
    if held := held_on(day, rows):
        return sorted(held, key=PROTOCOL)
    last_days = {row: row.tenure.last_known_before(day) for row in rows if not row.tenure.excludes(day)}
    latest = max(filter(None, last_days.values()), default=None)
    return [row for row, last in last_days.items() if last == latest]
