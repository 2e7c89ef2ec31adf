"""The meetings that two people both attended."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.entries import about
from ipacis.core.web.paths import path_to
from news.models import Meeting, Participation
from people.models import Person

from .meetings import MeetingList


class PairMeeting(NamedTuple):
    """A meeting, and the participation of each of the two people."""

    meeting: Meeting
    participations: list[Participation]


class PairYear(NamedTuple):
    """The meetings of one year."""

    year: int
    meetings: list[PairMeeting]


class PairList(MeetingList):
    """The meetings that two people both attended; *people* are the two Persons in the order of their slugs."""

    url_name = "pair"

    def __init__(self, data: QueryDict, people: list[Person]):
        super().__init__(data)
        self.people = people

    def everything(self):
        first, second = (about("person", person.pk) for person in self.people)
        return super().everything().about(first).about(second)

    def for_page(self, pks):
        return self.rows(pks).with_participants()

    @property
    def path(self) -> str:
        return path_to(self.url_name, *(person.slug for person in self.people))

    @property
    def heading(self) -> str:
        first, second = (person.name for person in self.people)
        return _("%(first)s and %(second)s: meetings") % {"first": first, "second": second}

    @property
    def meetings_by_year(self) -> list[PairYear]:
        """The meetings of the page by year, latest first."""
        years = {}
        for meeting in self.page:
            by_person = {row.person_id: row for row in meeting.participations.all()}
            participations = [by_person[person.pk] for person in self.people]
            years.setdefault(meeting.start_date.year, []).append(PairMeeting(meeting, participations))
        return [PairYear(year, meetings) for year, meetings in years.items()]
