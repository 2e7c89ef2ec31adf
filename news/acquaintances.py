"""Whom a person or an organization meets most often: people, organizations and countries."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django_countries import countries

from ipacis.core.lists.facets import commonest_first
from people.models import Organization, Person

from .models import Participation
from .models.participations import ATTENDANCE

#: How many people, and how many organizations and countries, are listed.
MOST_PEOPLE, MOST_OTHERS = 12, 6
#: The factor by which more people are loaded than are shown, because those who are not public are dropped later.
SPARE = 8


class ParticipationOffice(NamedTuple):
    """A row of the join of participations with the offices that the participant held on the day of the meeting.

    A participation has a row for each of its offices, or one row if it has none. All values are primary keys, except
    *capacity* and *country* (ISO 3166-1 alpha-2 in capitals).
    """

    participation: int
    meeting: int
    person: int | None
    capacity: str
    country: str | None
    #: The organization that the participant represented.
    delegation: int | None
    #: The organization in which the office is held.
    office_organization: int | None

    @property
    def organizations(self) -> tuple[int | None, int | None]:
        return self.delegation, self.office_organization


#: The columns of Participation that fill the fields of ParticipationOffice, in their order.
COLUMNS = (
    "pk",
    "meeting",
    "person",
    "capacity",
    "country",
    "delegation",
    "memberships__post__organization",
)


class CountryMet(NamedTuple):
    """A country: ISO 3166-1 alpha-2 code in lower case, name, and number of meetings with participants from it."""

    code: str
    name: str
    meeting_count: int


class KeyCount(NamedTuple):
    """A primary key or country code, and the number of meetings in which it occurs."""

    key: Hashable
    meeting_count: int


class Acquaintances:
    """Whom the subject (a person or an organization) met in *meetings*.

    ``people`` and ``organizations`` are lists of public Persons and of Organizations, each with an attribute
    ``meeting_count``; ``countries`` is a list of CountryMet. Those met most often come first. Each number is the length
    of the list of meetings to which the page links it. *is_subject* says whether a participation is one of the subject;
    the person, organizations and country of such participations are left out. Runs three queries.
    """

    def __init__(self, meetings: QuerySet, is_subject: Callable[[ParticipationOffice], bool]):
        participations = Participation.objects.order_by().filter(meeting__in=meetings.order_by())
        columns = participations.annotate_country().values_list(*COLUMNS)
        offices = [ParticipationOffice(*values) for values in columns]
        own_participations = {office.participation for office in offices if is_subject(office)}
        own = [office for office in offices if office.participation in own_participations]
        own_people = {office.person for office in own} | {None}
        own_organizations = {key for office in own for key in office.organizations} | {None}
        own_countries = {office.country for office in own} | {None, ""}
        attended = {(office.meeting, office.person) for office in offices if office.capacity in ATTENDANCE}
        represented = {(office.meeting, key) for office in offices for key in office.organizations}
        countries_met = {(office.meeting, office.country) for office in offices}
        self.people = most_met(Person.objects.public(), count_meetings(attended, own_people), MOST_PEOPLE)
        self.organizations = most_met(
            Organization.objects.all(), count_meetings(represented, own_organizations), MOST_OTHERS
        )
        self.countries = [
            CountryMet(code.lower(), countries.name(code), meeting_count)
            for code, meeting_count in count_meetings(countries_met, own_countries)[:MOST_OTHERS]
        ]


def count_meetings(pairs: Iterable[tuple[int, Hashable]], left_out: Collection) -> list[KeyCount]:
    """Count the meetings of each key in *pairs* of (meeting, key), except the keys in *left_out*.

    The key with the most meetings comes first.
    """
    counts = Counter(key for _meeting, key in pairs if key not in left_out)
    return [KeyCount(*pair) for pair in commonest_first(counts.items())]


def most_met(queryset: QuerySet, counts: list[KeyCount], most: int) -> list[Model]:
    """Return the first *most* rows of *queryset* in the order of *counts*, each with ``meeting_count``."""
    found = queryset.in_bulk([count.key for count in counts[: most * SPARE]])
    for key, meeting_count in counts:
        if key in found:
            found[key].meeting_count = meeting_count
    return [found[count.key] for count in counts if count.key in found][:most]
