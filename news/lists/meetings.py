"""The list of meetings."""

from django.db.models import Prefetch
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
)
from ipacis.core.lists.selection import Selection
from ipacis.core.record.addresses import identifier
from ipacis.core.record.dates import iso_moment, iso_partial
from ipacis.core.text.languages import alphabetical
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of
from news.formats.tables import join, yes_or_no
from news.models import Event, Meeting, Participation, Place, Topic
from news.models.participations import Capacity
from news.models.subjects import MEETINGS
from news.parts import with_reports
from people.models import Membership, Organization, Person

from . import readings
from .names import NamingWords


def participant_cells(row: Participation) -> dict:
    """Return {column: content} of a participant."""
    cells = {
        "order": row.order,
        "name": row.shown_name,
        "office": row.office_printed,
        "office_grade": row.office_grade or "",
        "presence_stated": yes_or_no(row.presence_stated),
        "role": row.role,
        "role_stated": yes_or_no(row.role_stated),
        "capacity": row.capacity,
        "capacity_stated": yes_or_no(row.capacity_stated),
    }
    if row.person_id and row.person.is_public:
        cells["person_id"] = identifier(row.person)
    if row.delegation_id:
        cells |= {
            "delegation_id": identifier(row.delegation),
            "delegation": row.delegation_name,
            "delegation_country": row.delegation_country.code,
        }
    return cells


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
        "q": NamingWords(_("Words"), Meeting, ("person", "topic", "organization", "place", "event")),
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
    url_name = table_name = "meetings"
    heading = _("Meetings")
    formats = (*ItemList.formats, CALENDAR)
    kinds = Meeting.Kind.choices
    columns = (
        "id",
        "date",
        "last_day",
        "date_stated",
        "title",
        "kind",
        "status",
        "place",
        "city",
        "place_country",
        "place_stated",
        "event",
        "event_stated",
        "topics",
        "order",
        "person_id",
        "name",
        "office",
        "office_grade",
        "delegation_id",
        "delegation",
        "delegation_country",
        "presence_stated",
        "role",
        "role_stated",
        "capacity",
        "capacity_stated",
        "source_url",
        "source_name",
        "source_title",
        "published_at",
        "corrected_at",
        "url",
    )

    list_name = MEETINGS

    def for_page(self, pks):
        return with_reports(self.rows(pks).in_lines())

    def for_feed(self, pks):
        return self.rows(pks).with_participants().with_topics()

    def for_table(self, pks):
        offices = Membership.objects.only("start_date", "end_date")
        return self.for_feed(pks).prefetch_related(Prefetch("participations__memberships", offices))

    def feed_entries(self, items: list[Meeting]) -> list[FeedEntry]:
        return [
            entry_of(
                meeting,
                title=meeting.title,
                summary=meeting.summary,
                content=render_to_string("news/_meeting_entry.html", {"meeting": meeting}),
                topics=[link.tag.label for link in meeting.topic_links.all()],
                people=[
                    row.shown_name
                    for row in meeting.participations.all()
                    if row.person and row.person.is_public
                ],
            )
            for meeting in items
        ]

    def table_rows(self, item: Meeting) -> list[dict]:
        """Return a row for each participant, and one row for a meeting without participants."""
        of_meeting = {
            "id": identifier(item),
            "date": iso_partial(item.start_date, item.date_precision),
            "last_day": iso_partial(item.end_date, item.date_precision),
            "date_stated": yes_or_no(item.date_stated),
            "title": item.title,
            "kind": item.kind,
            "status": item.shown_status,
            "topics": join(link.tag.label for link in item.topic_links.all()),
            "source_url": item.source_url,
            "source_name": item.source_name,
            "source_title": item.source_title,
            "published_at": iso_moment(item.publish_at),
            "corrected_at": iso_moment(item.corrected_at),
            "url": absolute(item.get_absolute_url()),
        }
        if item.place_id:
            of_meeting |= {
                "place": item.place_name,
                "city": item.city_in_full,
                "place_country": item.country_shown.code,
                "place_stated": yes_or_no(item.place_stated),
            }
        if item.event_id:
            of_meeting |= {"event": item.event_name, "event_stated": yes_or_no(item.event_stated)}
        participations = item.participations.all()
        return [of_meeting | participant_cells(row) for row in participations] or [of_meeting]

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
            FacetKind(_("Places"), "place", ("place",), readings.places),
            FacetKind(_("Countries of delegations"), "country", ("country",), readings.countries_of),
            FacetKind(_("Kinds"), "kind", ("kind",), readings.kinds),
        )
