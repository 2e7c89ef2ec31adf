"""Who meets whom most often: the people, organizations and countries in some public meetings."""

from collections import Counter
from typing import NamedTuple

from django_countries import countries

from people.models import Organization, Person

from .models import Participation
from .models.participations import ATTENDANCE

PEOPLE, OTHERS = 12, 6


class Row(NamedTuple):
    """A line of a meeting with one of the offices that the person held that day."""

    line: int
    meeting: int
    person: int | None
    capacity: str
    country: str | None
    delegation: int | None
    office: int | None


COLUMNS = (
    "pk",
    "meeting",
    "person",
    "capacity",
    "country",
    "delegation",
    "memberships__post__organization",
)


class Acquaintances:
    """Counts of *meetings*, each true to the list that it leads to. Three queries, whatever their number.

    ``people`` and ``bodies`` are public people and organizations with ``meeting_count``, the most often met
    first; ``countries`` are (ISO code in small letters, name, number of meetings). *is_own* tells of a Row whether
    it is of those who are asked about: they and the bodies and countries that they came for are not counted.
    """

    def __init__(self, meetings, is_own):
        lines = Participation.objects.order_by().filter(meeting__in=meetings.order_by()).annotate_country()
        rows = [Row(*row) for row in lines.values_list(*COLUMNS)]
        own_lines = {row.line for row in rows if is_own(row)}
        own_rows = [row for row in rows if row.line in own_lines]
        own_people = {row.person for row in own_rows} | {None}
        own_bodies = {body for row in own_rows for body in (row.delegation, row.office)} | {None}
        own_countries = {row.country for row in own_rows} | {None, ""}
        present = {(row.meeting, row.person) for row in rows if row.capacity in ATTENDANCE}
        bodies = {(row.meeting, body) for row in rows for body in (row.delegation, row.office)}
        countries_met = {(row.meeting, row.country) for row in rows}
        self.people = most_met(Person.objects.public(), counted(present, own_people), PEOPLE)
        self.bodies = most_met(Organization.objects, counted(bodies, own_bodies), OTHERS)
        self.countries = [
            (code.lower(), countries.name(code), count)
            for code, count in counted(countries_met, own_countries)[:OTHERS]
        ]


def counted(pairs, without):
    """Return (key, number of meetings) of (meeting, key) *pairs*, the commonest first."""
    counts = Counter(key for _meeting, key in pairs if key not in without)
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))


def most_met(rows, counts, most):
    """Return the first *most* of *rows* in the order of *counts*, each with ``meeting_count``."""
    # Some of the people may not be public; so many in the first hundred hardly are.
    found = rows.in_bulk([pk for pk, _count in counts[: most * 8]])
    for pk, count in counts:
        if pk in found:
            found[pk].meeting_count = count
    return [found[pk] for pk, _count in counts if pk in found][:most]
