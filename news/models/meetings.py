"""Meetings, and the conditions of their list."""

import datetime
import zoneinfo
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries.fields import Country, CountryField
from taggit.managers import TaggableManager

from ipacis.core.lists.listed import Listed
from ipacis.core.record.dates import Precision, day_after
from ipacis.core.record.fields import ProtectedManyToManyField
from ipacis.core.record.permissions import OF_PUBLICATIONS
from ipacis.core.record.policy import Use, columns_with, guarded, immaterial
from ipacis.core.record.printed import PrintsNames, texts_of
from ipacis.core.record.publication import Publication, State
from ipacis.core.search.findable import Findable, SearchDays
from ipacis.core.text.labels import (
    LANGUAGES,
    Label,
    Translated,
    has_label,
    label_columns,
    label_field,
    label_texts,
)
from people.namings import NAMINGS

from .corrections import Logged, log_missing_withdrawals, log_withdrawal
from .events import Days, Event, dated_url
from .media import Document
from .meeting_sets import LINK_COLUMNS, MeetingQuerySet
from .participations import print_names_of
from .places import Place, time_zones
from .sources import INFERRED, NAMED_SOURCE, Sourced
from .subjects import MEETINGS, meeting_entries
from .topics import MeetingTopic

#: The uses of nearly all fields of a meeting.
EVERYWHERE = (Use.SEARCH, Use.FEED, Use.CSV, Use.JSON)


class Hours(NamedTuple):
    """The start and the end of a meeting in its time zone. An end that is not known is None."""

    start: datetime.datetime
    end: datetime.datetime | None


class Meeting(PrintsNames, Sourced, Findable, Listed, Days, Logged):
    """An occasion that people attended, such as a talk, a visit or a session (Popolo Event, schema.org Event)."""

    class Kind(models.TextChoices):
        BILATERAL = "bilateral", _("bilateral meeting")
        MULTILATERAL = "multilateral", _("multilateral meeting")
        SESSION = "session", _("session")
        CONFERENCE = "conference", _("conference")
        VISIT = "visit", _("visit")
        OBSERVATION = "observation", _("election observation")
        SIGNING = "signing", _("signing")
        CEREMONY = "ceremony", _("ceremony")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    #: The status that readers see of a meeting that was planned for a day that has passed.
    UNCONFIRMED = "unconfirmed"

    class Relation(models.TextChoices):
        SIDELINES = "sidelines", _("on the sidelines of")
        WITHIN = "within", _("within")
        MONITORING = "monitoring", _("monitoring of")
        PREPARATION = "preparation", _("in preparation for")
        RUN_UP = "run_up", _("in the run-up to")
        FOLLOW_UP = "follow_up", _("following up on")

    slug = models.SlugField(_("address"), max_length=100)
    title = label_field(_("title"))
    summary = Translated(models.TextField(_("summary"), max_length=2000, blank=True))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BILATERAL)
    status = models.CharField(_("planned or held"), max_length=9, choices=Status, default=Status.HELD)
    start_time = models.TimeField(_("from (local time)"), null=True, blank=True)
    end_time = models.TimeField(_("until (local time)"), null=True, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,  # history: where it was stays known
        related_name="meetings",
        verbose_name=_("place"),
        null=True,
        blank=True,
    )
    place_printed = label_field(
        _("place as printed"),
        help_text=_("Empty: the name of the place at that time, copied when the meeting is published."),
    )
    city_printed = label_field(_("city as printed"), max_length=100)
    place_country = CountryField(_("country of the place"), blank=True)
    place_stated = models.BooleanField(_("the source states the place"), default=True, help_text=INFERRED)
    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,  # history: its occasion stays known
        related_name="meetings",
        verbose_name=_("occasion"),
        null=True,
        blank=True,
    )
    event_printed = label_field(
        _("occasion as printed"),
        help_text=_("Empty: the name of the occasion, copied when the meeting is published."),
    )
    event_stated = models.BooleanField(_("the source states the occasion"), default=True, help_text=INFERRED)
    event_relation = models.CharField(
        _("relation to the occasion"), max_length=11, choices=Relation, blank=True
    )
    topics = TaggableManager(through=MeetingTopic, verbose_name=_("topics"), blank=True)
    documents = ProtectedManyToManyField(
        Document, related_name="meetings", verbose_name=_("documents"), blank=True
    )
    sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="RFC 5545 SEQUENCE: rises when the time, the place or the status of what is public changes.",
    )

    slug_source = "title"
    short_route = "short-meeting"
    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "place": ngettext_lazy("%(n)d meeting", "%(n)d meetings", "n"),
        "event": ngettext_lazy("%(n)d meeting", "%(n)d meetings", "n"),
    }
    search_kind = "meetings"
    printed_paths = (
        "event",
        *(f"place__{path}former_names" for path in ("", "within__", "within__within__")),
    )
    printed = {
        "place": (*label_columns("place_printed"), *label_columns("city_printed"), "place_country"),
        "event": tuple(label_columns("event_printed")),
    }
    #: The columns that a link to a meeting prints.
    link_columns = LINK_COLUMNS
    list_paths = (
        "topic_links__tag__broader__broader",
        "participations__person",
        "participations__delegation",
        "participations__memberships__post__organization",
        "place__within__within__within",
        "event",
    )
    field_policy = {
        "slug": immaterial(
            "former addresses lead to the present one", *EVERYWHERE, Use.CALENDAR, Use.JSON_LD
        ),
        "title": guarded(*EVERYWHERE, Use.CALENDAR, Use.JSON_LD),
        "summary": guarded(Use.SEARCH, Use.FEED, Use.JSON, Use.CALENDAR, Use.JSON_LD),
        "kind": guarded(Use.FEED, Use.CSV, Use.JSON, Use.FACTS, Use.LIST),
        "status": guarded(
            Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS, Use.LIST
        ),
        **dict.fromkeys(
            ["start_date", "end_date"],
            guarded(*EVERYWHERE, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS, Use.LIST),
        ),
        "date_precision": guarded(*EVERYWHERE, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS, Use.LIST),
        "date_stated": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD, Use.FACTS, Use.LIST),
        "start_time": guarded(Use.FEED, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "end_time": guarded(Use.FEED, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "place": guarded(
            Use.SEARCH,
            Use.FEED,
            Use.CALENDAR,
            Use.SCHEDULE,
            Use.JSON_LD,
            Use.FACTS,
            Use.LIST,
            reads=[
                f"{place}{names}"
                for place in ("", "within__", "within__within__")
                for names in ("aliases", "former_names")
            ],
        ),
        "place_printed": guarded(*EVERYWHERE, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "city_printed": guarded(Use.CSV, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "place_country": guarded(Use.CSV, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "place_stated": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.JSON_LD, Use.FACTS),
        "event": guarded(Use.SEARCH, Use.FEED, Use.JSON, Use.JSON_LD, Use.FACTS, Use.LIST),
        "event_printed": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD, Use.FACTS),
        "event_stated": guarded(Use.FEED, Use.CSV, Use.JSON, Use.JSON_LD, Use.FACTS),
        "event_relation": guarded(Use.FEED, Use.FACTS),
        "topics": immaterial(
            "topics are the site’s own classification",
            Use.SEARCH,
            Use.FEED,
            Use.CSV,
            Use.CALENDAR,
            Use.LIST,
            part=True,
        ),
        "documents": guarded(Use.SEARCH),
        **dict.fromkeys(NAMED_SOURCE, guarded(Use.CSV, Use.JSON)),
        "participations": guarded(
            *EVERYWHERE,
            Use.CALENDAR,
            Use.JSON_LD,
            Use.LIST,
            reads=["person", "delegation"],
            part=True,
            logged_as="participants",
        ),
        "modified_at": immaterial("the site writes it at each save", Use.JSON, Use.CALENDAR),
        "sequence": immaterial("it counts the changes for calendars", Use.CALENDAR, kept=True),
    }

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        default_permissions = OF_PUBLICATIONS
        ordering = ["-start_date", "-pk"]
        constraints = [
            *Days.Meta.constraints,
            *Publication.Meta.constraints,
            models.UniqueConstraint(
                fields=["start_date", "slug"],
                name="news_meeting_address_once",
                violation_error_message=_("Another meeting of that day has this address."),
            ),
            models.CheckConstraint(
                name="news_meeting_has_title",
                condition=has_label("title"),
                violation_error_message=_("Give the meeting a title in at least one language."),
            ),
            models.CheckConstraint(
                name="news_meeting_times_in_order",
                condition=models.Q(end_time=None)
                | models.Q(start_time__isnull=False, end_time__gte=models.F("start_time"))
                | models.Q(start_time__isnull=False, end_date__gt=models.F("start_date")),
                violation_error_message=_("The meeting ends before it begins."),
            ),
            models.CheckConstraint(
                name="news_meeting_relation_needs_event",
                condition=models.Q(event_relation="") | models.Q(event__isnull=False),
                violation_error_message=_("Choose the occasion to which the meeting has this relation."),
            ),
        ]
        indexes = [
            *Publication.Meta.indexes,
            models.Index(fields=["-start_date", "-id"], name="news_meeting_by_day"),
            models.Index(fields=["state", "-start_date", "-id"], name="news_meeting_public_by_day"),
            models.Index(fields=["status", "start_date"], name="news_meeting_planned"),
        ]

    def __str__(self):
        return f"{self.title} ({self.days_text})"

    def clean(self):
        super().clean()
        self.check_times()

    def check_times(self) -> None:
        """Raise ValidationError for an end time without a start time, and for times of a day that is not known."""
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": _("Give the time at which the meeting begins as well.")})
        if self.start_time and not self.has_hours:
            raise ValidationError(
                {"start_time": _("Only the month or the year is known: clear the times, or give the day.")}
            )

    @property
    def has_hours(self) -> bool:
        """Whether the time of day is known. It is not if only the month or year is known, even if a time is stored."""
        return self.start_time is not None and self.date_precision == Precision.DAY

    @property
    def time_zone(self) -> str:
        """The IANA name of the time zone of its times: that of its place, or else of the site.

        It is that of the site as well if a program stored a name that is none.
        """
        name = self.place.time_zone if self.place else ""
        return name if name in time_zones() else settings.TIME_ZONE

    def hours(self) -> Hours | None:
        """Return the start and the end of the meeting; None if the time of day is not known (``has_hours``).

        If the end is not known or equals the start, it is None for a meeting of one day, and the midnight after the
        last day for a longer one.
        """
        if not self.has_hours:
            return None
        zone = zoneinfo.ZoneInfo(self.time_zone)
        start = datetime.datetime.combine(self.start_date, self.start_time, zone)
        if self.end_time is not None:
            end = datetime.datetime.combine(self.end_date, self.end_time, zone)
            if end != start:
                return Hours(start, end)
        if self.end_date == self.start_date:
            return Hours(start, None)
        return Hours(start, datetime.datetime.combine(day_after(self.end_date), datetime.time(), zone))

    def slug_neighbours(self):
        return super().slug_neighbours().filter(start_date=self.start_date)

    @property
    def shown_title(self) -> Label:
        return self.title

    @property
    def origin_text(self) -> str:
        """Its days in words."""
        return self.days_text

    @property
    def is_to_print(self) -> bool:
        return self.state == State.PUBLISHED

    def names_to_print(self, relation):
        if relation == "event":
            return texts_of("event_printed", label_texts(self.event, "name"))
        place = self.place
        return {
            **texts_of("place_printed", {code: place.name_in_full(self.day, code) for code in LANGUAGES}),
            **texts_of("city_printed", {code: place.city_on(self.day, code) for code in LANGUAGES}),
            "place_country": place.country,
        }

    @property
    def place_name(self) -> Label:
        """The name of its place as printed; a meeting without a place has none."""
        return self.place_printed or self.place.name

    @property
    def city_in_full(self) -> Label:
        """The city of its place as printed, which may equal the name of the place."""
        return self.city_printed if self.has_copy("place") else self.place.city

    @property
    def country_shown(self) -> Country:
        """The country of its place as printed, which may be empty."""
        return self.place_country if self.has_copy("place") else self.place.country

    @property
    def city_name(self) -> Label:
        """The city of its place as printed, "" if it equals the name of the place."""
        city = self.city_in_full
        return Label("", city.language) if city == self.place_name else city

    @property
    def event_name(self) -> Label:
        """The name of its occasion as printed; a meeting without an occasion has none."""
        return self.event_printed or self.event.name

    def settle_against(self, change):
        """Raise ``sequence`` if the meeting was public and *change* includes a field with ``Use.SCHEDULE``."""
        super().settle_against(change)
        stored, now = change.stored, timezone.now()
        was_public = stored.publish_at is not None and stored.publish_at <= now
        self.sequence = stored.sequence
        # Names that were emptied by mistake have been printed anew.
        changed = change.names & self.change_from(stored).names
        if was_public and not changed.isdisjoint(columns_with(Meeting, Use.SCHEDULE)):
            self.sequence += 1
            self.modified_at = now  # also with ``update_fields``: the ETag of the calendar follows from it

    def follow(self, change):
        super().follow(change)
        if not change.is_new and change.includes(["start_date"]):
            self.copy_day_to_links()
        if not change.is_new and self.is_to_print and change.includes(["state"]):
            print_names_of(self.participations.all(), self)
        log_withdrawal(self, change)

    def copy_day_to_links(self) -> None:
        """Copy ``day`` to its participations and to the links of its topics, which are ordered by it."""
        self.participations.exclude(day=self.day).update(day=self.day)
        self.topic_links.exclude(day=self.day).update(day=self.day)

    @classmethod
    def catch_up(cls, rows):
        log_missing_withdrawals(cls, rows)
        super().catch_up(rows)
        for meeting in rows:
            meeting.copy_day_to_links()

    def get_absolute_url(self):
        return dated_url("meeting", self.start_date, self.slug)

    @classmethod
    def address_fields(cls):
        return ("start_date",)

    @property
    def is_upcoming(self) -> bool:
        """Whether it is planned and not over."""
        return self.status == self.Status.PLANNED and self.end_date >= timezone.localdate()

    @property
    def shown_status(self) -> str:
        """The status for readers: one of Status, or UNCONFIRMED for a planned meeting whose last day has passed."""
        is_overdue = self.status == self.Status.PLANNED and not self.is_upcoming
        return self.UNCONFIRMED if is_overdue else self.status

    @property
    def status_text(self) -> str | Promise:
        """The status in words."""
        if self.shown_status == self.UNCONFIRMED:
            return _("was planned; not known whether it was held")
        return self.get_status_display()

    @classmethod
    def list_names(cls):
        return [MEETINGS, NAMINGS]

    @classmethod
    def list_entries(cls, pks):
        return meeting_entries(cls.objects.filter(pk__in=pks))

    @classmethod
    def search_public(cls):
        return cls.objects.published()

    def search_title(self, language):
        return getattr(self, f"title_{language}")

    def search_parts(self, language):
        participations = self.participations.all()
        delegations = [
            name
            for row in participations
            if row.delegation
            for name in (row.delegation_name, row.delegation.name)
        ]
        return [
            self.summary,
            *(row.in_words() for row in participations),
            *(
                row.person.name
                for row in participations
                if row.person_id and row.person.name != row.shown_name
            ),
            *dict.fromkeys(delegations),
            *dict.fromkeys((self.place_name, *self.place.all_names()) if self.place else ()),
            *dict.fromkeys((self.event_name, self.event.name) if self.event else ()),
            *sorted(link.tag.label for link in self.topic_links.all()),
            *sorted(document.title for document in self.documents.all()),
        ]

    def search_days(self):
        return SearchDays(self.start_date, self.end_date, self.date_precision)
