"""People found by a name, as boxes and forms show them: the letters that matched, and the present office."""

from django.db.models import Prefetch, prefetch_related_objects

from ipacis.core.marks import mark

from .models import Membership
from .names import find, likely

#: Of so many people at most it is asked whether they are the one who is added.
MOST_LIKELY = 3


def with_offices(people):
    """Return the list *people*, each with ``present_offices``, in one query."""
    offices = Membership.objects.current().select_related("post").leading_first()
    prefetch_related_objects(people, Prefetch("memberships", offices, to_attr="present_offices"))
    return people


def found_people(query, limit):
    """Return the Matches of public people for *query*, their people with ``present_offices``."""
    matches = find(query, limit, public_only=True)
    with_offices([match.person for match in matches])
    return matches


def likely_people(names):
    """Return the people who may bear one of *names* (given, family, patronymic), the likeliest first."""
    matches = [match for name in names for match in likely(*name, limit=MOST_LIKELY)]
    matches.sort(key=lambda match: -match.score)
    people = list(dict.fromkeys(match.person for match in matches))
    return with_offices(people[:MOST_LIKELY])


def marked(match):
    """Return the name that matched with ``<mark>`` around the letters that did."""
    return mark(match.name, match.spans)


def office_of(person):
    """Return the title of the first office that *person* holds today, else nothing."""
    return person.present_offices[0].post.label if person.present_offices else ""


def told_apart(person):
    """Return the name of *person* with what tells namesakes apart: offices held today, or the country."""
    offices = [membership.post.label for membership in person.present_offices[:2]]
    return " – ".join([person.full_name, *(offices or filter(None, [person.country.name]))])
