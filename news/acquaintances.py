"""Whom a person met: the people, organizations and countries in the public meetings that the person attended."""

from collections import Counter

from django_countries import countries

from people.models import Organization, Person

from .models import Meeting, Participation
from .models.participations import ATTENDANCE

PEOPLE, OTHERS = 12, 6


class Acquaintances:
    """Counts of meetings, each true to the list that it leads to. Three queries, whatever the number of meetings.

    ``people`` and ``bodies`` are public people and organizations with ``meeting_count``, the most often met
    first; ``nations`` are (ISO code in small letters, name, number of meetings). The bodies and the country
    that the person came for are not counted.
    """

    def __init__(self, person):
        meetings = Meeting.objects.published().involving(person)
        lines = Participation.objects.order_by().filter(meeting__in=meetings).with_nation()
        people, bodies, nations, own = set(), set(), set(), {None, ""}
        for meeting, other, capacity, nation, delegation, office in lines.values_list(
            "meeting", "person", "capacity", "nation", "delegation", "memberships__post__organization"
        ):
            if other == person.pk:
                own |= {delegation, office, nation}
            elif other and capacity in ATTENDANCE:
                people.add((meeting, other))
            bodies |= {(meeting, delegation), (meeting, office)}
            nations.add((meeting, nation))
        self.people = most_met(Person.objects.public(), counted(people, set()), PEOPLE)
        self.bodies = most_met(Organization.objects, counted(bodies, own), OTHERS)
        self.nations = [
            (code.lower(), countries.name(code), count) for code, count in counted(nations, own)[:OTHERS]
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
