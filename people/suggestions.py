"""People found by a name, as the search box shows them: the letters that matched, and the present office."""

from django.db.models import Prefetch, prefetch_related_objects

from ipacis.core.marks import mark

from .models import Membership
from .names import find


def found_people(query, limit):
    """Return the Matches of public people for *query*, their people with ``present_offices``."""
    matches = find(query, limit, public_only=True)
    offices = Membership.objects.current().select_related("post").leading_first()
    prefetch_related_objects(
        [match.person for match in matches], Prefetch("memberships", offices, to_attr="present_offices")
    )
    return matches


def marked(match):
    """Return the name that matched with ``<mark>`` around the letters that did."""
    return mark(match.name, match.spans)


def office_of(person):
    """Return the title of the first office that *person* holds today, else nothing."""
    return person.present_offices[0].post.label if person.present_offices else ""
