"""People found by a name, as boxes and forms show them: the letters that matched, and the office."""

from django.db.models import prefetch_related_objects

from ipacis.core.text.marks import mark

from .models import offices
from .search import find, likely

#: Of so many people at most it is asked whether they are the one who is added.
MOST_LIKELY = 3


def with_offices(people):
    """Return the list *people*, each with ``offices``, in one query."""
    prefetch_related_objects(people, offices())
    return people


def found_people(query, limit):
    """Return the Matches of public people for *query*, their people with ``offices``."""
    matches = find(query, limit, public_only=True)
    with_offices([match.person for match in matches])
    return matches


def likely_people(names):
    """Return the people who may bear one of *names* (given, family, patronymic), the likeliest first."""
    matches = [
        match
        for name in names
        for match in likely(name.given, name.family, name.patronymic, limit=MOST_LIKELY)
    ]
    matches.sort(key=lambda match: -match.score)
    people = list(dict.fromkeys(match.person for match in matches))
    return with_offices(people[:MOST_LIKELY])


def marked(match):
    """Return the name that matched with ``<mark>`` around the letters that did."""
    return mark(match.name, match.spans)


def office_of(person):
    """Return the main office of *person* in words, else nothing."""
    return person.main_office.in_words() if person.main_office else ""


def told_apart(person):
    """Return the name of *person* with what tells namesakes apart: two offices, or the country."""
    held = person.present_offices[:2] or person.offices[:1]
    words = [row.in_words() for row in held] or filter(None, [person.country.name])
    return " – ".join([person.full_name, *words])
