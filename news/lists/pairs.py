"""The meetings that two people both attended."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.entries import about
from ipacis.core.web.paths import path_to
from news.models import Meeting, Participation
from people.models import Person

from .meetings import MeetingList


class PairLine(NamedTuple):
    """The participation of one of the two people, and the office at the meeting before if it was another one."""

    participation: Participation
    former_office: str


class PairMeeting(NamedTuple):
    """A meeting, and the line of each of the two people."""

    meeting: Meeting
    lines: list[PairLine]


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
        """The meetings of the page by year, latest first. A change of office is told after the first of the page."""
        years, latest_office = {}, {}
        for meeting in reversed(list(self.page)):
            by_person = {row.person_id: row for row in meeting.participations.all()}
            lines = []
            for person in self.people:
                row, former = by_person[person.pk], latest_office.get(person.pk, "")
                office = row.office_printed
                lines.append(PairLine(row, former if office and former != office else ""))
                latest_office[person.pk] = office or former
            years.setdefault(meeting.start_date.year, []).insert(0, PairMeeting(meeting, lines))
        return [PairYear(year, years[year]) for year in sorted(years, reverse=True)]
