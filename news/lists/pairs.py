"""The meetings that two people both attended."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.models import Meeting

from .meetings import MeetingList


class PairList(MeetingList):
    url_name = "pair"

    def __init__(self, data, people):
        super().__init__(data)
        self.people = people

    def published(self):
        return Meeting.objects.published().between(*self.people)

    @property
    def path(self):
        return reverse(self.url_name, args=[person.slug for person in self.people])

    @property
    def heading(self):
        first, second = (person.name for person in self.people)
        return _("%(first)s and %(second)s: meetings") % {"first": first, "second": second}

    @property
    def meetings_by_year(self):
        """[(year, [(meeting, [the participation of each of the two])])], latest first."""
        pks = [person.pk for person in self.people]
        years = {}
        for meeting in self.page:
            by_person = {line.person_id: line for line in meeting.participations.all()}
            years.setdefault(meeting.start_date.year, []).append((meeting, [by_person[pk] for pk in pks]))
        return list(years.items())
