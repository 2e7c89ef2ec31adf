"""The list of meetings."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.entries import about, key_of
from ipacis.core.lists.facets import FacetKind
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.formats import CALENDAR
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.parameters import (
    ChoiceParameter,
    CountryParameter,
    FromParameter,
    SlugParameter,
    ToParameter,
    WordsParameter,
)
from ipacis.core.lists.selection import Selection
from ipacis.core.record.dates import iso_partial
from ipacis.core.text.languages import alphabetical
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of
from news.formats.tables import join
from news.models import Event, Meeting, Place, Topic
from news.models.participations import Capacity
from news.models.subjects import MEETINGS
from people.models import Organization, Person

from . import readings


class MeetingFilter(Filter):
    """The conditions of the list of meetings."""

    parameters = {
        "from": FromParameter(pgettext_lazy("date", "From")),
        "to": ToParameter(pgettext_lazy("date", "To")),
        "participant": SlugParameter(_("Participant"), lambda: Person.objects.public(), "person"),
        "topic": SlugParameter(_("Topic"), Topic.objects.all, "topic"),
        "organization": SlugParameter(_("Organization"), Organization.objects.all, "organization"),
        "country": CountryParameter(_("Country of a delegation"), "country"),
        "place": SlugParameter(_("Place"), Place.objects.all, "place"),
        "kind": ChoiceParameter(_("Kind"), Meeting.Kind, "kind"),
        "event": SlugParameter(_("Occasion"), Event.objects.all, "event"),
        "capacity": ChoiceParameter(_("Took part"), Capacity, "capacity"),
        "q": WordsParameter(_("Words"), Meeting),
    }

    @property
    def participant_kinds(self) -> tuple[str, ...]:
        """The kinds of ``about`` of the participants: people who attended, or who took part in the given capacities."""
        return tuple(self.values("capacity")) or ("person",)

    def narrow(self, selection, condition):
        if condition.parameter == "participant":
            return selection.about(*(about(kind, condition.value.pk) for kind in self.participant_kinds))
        return super().narrow(selection, condition)


class MeetingList(ItemList):
    """Meetings, filtered by date, participant, topic, place, event and others."""

    filter_class = MeetingFilter
    model = Meeting
    url_name = "meetings"
    heading = _("Meetings")
    formats = (*ItemList.formats, CALENDAR)
    kinds = Meeting.Kind.choices
    columns = (
        "date",
        "last_day",
        "title",
        "kind",
        "status",
        "place",
        "city",
        "place_country",
        "event",
        "topics",
        "order",
        "name",
        "office",
        "delegation",
        "delegation_country",
        "role",
        "capacity",
        "url",
    )

    list_name = MEETINGS

    def for_page(self, pks):
        return self.rows(pks).in_lines()

    def for_feed(self, pks):
        return self.rows(pks).with_participants().with_topics()

    for_table = for_feed

    def feed_entries(self, items: list[Meeting]) -> list[FeedEntry]:
        return [
            entry_of(
                meeting,
                title=meeting.title,
                summary=meeting.summary,
                content=render_to_string("news/_meeting_entry.html", {"meeting": meeting}),
                topics=[link.tag.label for link in meeting.topic_links.all()],
                people=[
                    row.person.name
                    for row in meeting.participations.all()
                    if row.person and row.person.is_public
                ],
            )
            for meeting in items
        ]

    def table_rows(self, item: Meeting) -> list[list]:
        """Return a row for each participant, and one row for a meeting without participants."""
        place = item.place
        beginning = [
            iso_partial(item.start_date, item.date_precision),
            iso_partial(item.end_date, item.date_precision),
            item.title,
            item.kind,
            item.shown_status,
            place.name if place else "",
            place.city if place else "",
            place.country.code if place else "",
            item.event.name if item.event else "",
            join(link.tag.label for link in item.topic_links.all()),
        ]
        url = absolute(item.get_absolute_url())
        rows = [
            [
                *beginning,
                row.order,
                row.shown_name,
                row.office_printed,
                row.delegation.name if row.delegation else "",
                row.delegation.country.code if row.delegation else "",
                row.role,
                row.capacity,
                url,
            ]
            for row in item.participations.all()
        ]
        return rows or [[*beginning, "", "", "", "", "", "", "", url]]

    @property
    def participant(self) -> Person | None:
        """The person by whom the list is filtered, None if there is no such condition."""
        return self.filter.value("participant")

    @property
    def countries(self) -> list[tuple[str, str]]:
        """The choices (code, name) of the form: the countries of all delegations, and that in the query string."""
        found = Numbers(Selection(self.list_name)).totals_of("country")
        codes = {key_of(value) for value, number in found.items() if number}
        if asked := self.filter.raw("country"):
            codes.add(asked.upper())
        choices = [(code.lower(), countries.name(code)) for code in codes]
        return sorted(choices, key=lambda choice: alphabetical(choice[1]))

    @property
    def facet_kinds(self):
        return (
            FacetKind(_("Topics"), "topic", ("topic",), readings.topics),
            FacetKind(_("Participants"), "participant", self.filter.participant_kinds, readings.people),
            FacetKind(_("Organizations"), "organization", ("organization",), readings.organizations),
            FacetKind(_("Countries of delegations"), "country", ("country",), readings.countries_of),
            FacetKind(_("Kinds"), "kind", ("kind",), readings.kinds),
        )
