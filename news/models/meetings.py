"""Meetings, and the vocabulary of their list."""

import datetime
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from ipacis.core.record.addresses import Addressed
from ipacis.core.record.corrections import Correctable, GuardedManyToManyField
from ipacis.core.record.dates import Precision
from ipacis.core.record.policy import Use, columns_with, guarded, immaterial
from ipacis.core.record.publication import Publication, PublicationQuerySet
from ipacis.core.search.findable import Findable
from ipacis.core.sql import union
from ipacis.core.text.labels import Translated, has_label, label_field

from .events import Days, Event, dated_url
from .media import Document
from .participations import ATTENDANCE, Participation
from .places import Place
from .topics import MeetingTopic

#: Where nearly all fields of a meeting are used.
EVERYWHERE = (Use.SEARCH, Use.FEED, Use.CSV, Use.JSON)


class MeetingQuerySet(PublicationQuerySet):
    """Vocabulary of the list of meetings."""

    def involving(self, person, capacities=ATTENDANCE):
        """Meetings that *person* took part in, in one of *capacities*."""
        lines = Participation.objects.filter(meeting=models.OuterRef("pk"), person=person)
        return self.filter(models.Exists(lines.filter(capacity__in=capacities)))

    def with_capacity(self, capacity):
        """Meetings that somebody took part in in that way."""
        lines = Participation.objects.filter(meeting=models.OuterRef("pk"), capacity=capacity)
        return self.filter(models.Exists(lines))

    def between(self, a, b):
        """Meetings that both people attended."""
        return self.involving(a).involving(b)

    def on_topic(self, topic):
        return self.filter(
            models.Exists(MeetingTopic.objects.filter(content_object=models.OuterRef("pk"), tag=topic))
        )

    def with_organization(self, organization):
        """Meetings with a participant who came for *organization* or held an office in it that day."""
        delegates = Participation.objects.filter(delegation=organization)
        holders = Participation.objects.filter(memberships__post__organization=organization)
        return self.filter(
            pk__in=union(delegates.order_by().values("meeting"), holders.order_by().values("meeting"))
        )

    def with_country(self, country):
        """Meetings with a participant from *country* (ISO 3166-1 alpha-2): the delegation's, else the person's."""
        delegates = Participation.objects.filter(delegation__country=country)
        others = Participation.objects.filter(person__country=country).exclude(delegation__country__gt="")
        return self.filter(
            pk__in=union(delegates.order_by().values("meeting"), others.order_by().values("meeting"))
        )

    def at_place(self, place):
        """Meetings in *place* or in a place within it, three levels deep (a room in a hall in a building in a city)."""
        paths = ("place", "place__within", "place__within__within", "place__within__within__within")
        return self.filter(models.Q(*((path, place) for path in paths), _connector=models.Q.OR))

    def since(self, day):
        """Meetings that lasted until *day* or later."""
        return self.filter(end_date__gte=day)

    def until(self, day):
        """Meetings that began on *day* or earlier."""
        return self.filter(start_date__lte=day)

    def latest_first(self):
        return self.order_by("-start_date", "-pk")

    def with_participants(self):
        """Meetings with place, occasion and participants, in a fixed number of queries."""
        participations = Participation.objects.select_related("person", "delegation")
        return self.select_related("place", "event").prefetch_related(
            models.Prefetch("participations", participations)
        )

    def with_topics(self):
        """Meetings with their topics, in one query more."""
        return self.prefetch_related(
            models.Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
        )


class Meeting(Findable, Days, Publication, Correctable, Addressed):
    """Something that people attended (Popolo Event, schema.org Event)."""

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

    class Relation(models.TextChoices):
        SIDELINES = "sidelines", _("on the sidelines of")
        WITHIN = "within", _("within")
        MONITORING = "monitoring", _("monitoring of")
        PREPARATION = "preparation", _("in preparation of")
        RUN_UP = "run_up", _("in the run-up to")
        FOLLOW_UP = "follow_up", _("following up on")

    slug = models.SlugField(_("address"), max_length=100)
    title = label_field(_("title"))
    summary = Translated(models.TextField(_("summary"), max_length=2000, blank=True))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BILATERAL)
    status = models.CharField(_("planned or held"), max_length=9, choices=Status, default=Status.HELD)
    date_stated = models.BooleanField(
        _("the source states the date"),
        default=True,
        help_text=_("Off: the date of the release stands in for it, and the page says so."),
    )
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
    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,  # history: its occasion stays known
        related_name="meetings",
        verbose_name=_("occasion"),
        null=True,
        blank=True,
    )
    event_relation = models.CharField(
        _("how it stands to the occasion"), max_length=11, choices=Relation, blank=True
    )
    topics = TaggableManager(through=MeetingTopic, verbose_name=_("topics"), blank=True)
    documents = GuardedManyToManyField(
        Document, related_name="meetings", verbose_name=_("documents"), blank=True
    )
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="RFC 5545 SEQUENCE: rises when the time, the place or the status of what is public changes.",
    )

    slug_source = "title"
    search_kind = "meetings"
    field_policy = {
        "slug": immaterial(
            "former addresses lead to the present one", *EVERYWHERE, Use.CALENDAR, Use.JSON_LD
        ),
        "title": guarded(*EVERYWHERE, Use.CALENDAR, Use.JSON_LD),
        "summary": guarded(Use.SEARCH, Use.FEED, Use.JSON, Use.CALENDAR, Use.JSON_LD),
        "kind": guarded(Use.FEED, Use.CSV, Use.JSON, Use.FACTS),
        "status": guarded(Use.FEED, Use.CSV, Use.JSON, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        **dict.fromkeys(
            ["start_date", "end_date", "date_precision"],
            guarded(*EVERYWHERE, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        ),
        "date_stated": guarded(Use.FEED, Use.CALENDAR, Use.FACTS),
        "start_time": guarded(Use.FEED, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "end_time": guarded(Use.FEED, Use.CALENDAR, Use.SCHEDULE, Use.JSON_LD, Use.FACTS),
        "place": guarded(
            *EVERYWHERE,
            Use.CALENDAR,
            Use.SCHEDULE,
            Use.JSON_LD,
            Use.FACTS,
            reads=["aliases", "within__aliases"],
        ),
        "event": guarded(*EVERYWHERE, Use.JSON_LD, Use.FACTS),
        "event_relation": guarded(Use.FEED, Use.FACTS),
        "topics": immaterial(
            "topics are the site’s own order", Use.SEARCH, Use.FEED, Use.CSV, Use.CALENDAR, part=True
        ),
        "documents": guarded(Use.SEARCH),
        "source_url": guarded(Use.JSON),
        "participations": guarded(
            *EVERYWHERE,
            Use.CALENDAR,
            Use.JSON_LD,
            reads=["person", "delegation"],
            part=True,
            logged_as="participants",
        ),
        "modified_at": immaterial("the site writes it at each save", Use.JSON, Use.CALENDAR),
        "sequence": immaterial("it counts the changes that calendars are told of", Use.CALENDAR, kept=True),
    }

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
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
                violation_error_message=_("Choose the occasion that the meeting stands to in this way."),
            ),
        ]
        indexes = [
            models.Index(fields=["-start_date", "-id"], name="news_meeting_by_day"),
            models.Index(fields=["state", "-start_date", "-id"], name="news_meeting_public_by_day"),
        ]

    def __str__(self):
        return f"{self.title} ({self.days_text})"

    def clean(self):
        super().clean()
        self.check_times()

    def check_times(self):
        """Raise ValidationError where hours are given of a day that is not known, or an end without a beginning."""
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": _("Give the time at which the meeting begins as well.")})
        if self.start_time and not self.has_hours:
            raise ValidationError(
                {"start_time": _("Only the month or the year is known: clear the times, or give the day.")}
            )

    @property
    def has_hours(self):
        """Whether an hour is known: of a month or a year none is, whatever a program stored."""
        return self.start_time is not None and self.date_precision == Precision.DAY

    @property
    def time_zone(self):
        """The name of the time zone that its hours are in: that of its place, else the site's."""
        return self.place.time_zone if self.place else settings.TIME_ZONE

    def hours(self):
        """Return (start, end) as moments in its time zone; None where no hour is known (``has_hours``).

        An end that is not known, or is the start itself, is None on a single day, and midnight after the last of many.
        """
        if not self.has_hours:
            return None
        zone = zoneinfo.ZoneInfo(self.time_zone)
        start = datetime.datetime.combine(self.start_date, self.start_time, zone)
        if self.end_time is not None:
            end = datetime.datetime.combine(self.end_date, self.end_time, zone)
            if end != start:
                return start, end
        if self.end_date == self.start_date:
            return start, None
        return start, datetime.datetime.combine(
            self.end_date + datetime.timedelta(days=1), datetime.time(), zone
        )

    def slug_neighbours(self):
        return super().slug_neighbours().filter(start_date=self.start_date)

    def settle_against(self, stored):
        """Raise ``sequence`` when what calendars show of a meeting that was public differs from its row."""
        super().settle_against(stored)
        was_public = stored.publish_at is not None and stored.publish_at <= timezone.now()
        # An earlier version that history put over the row is a move as well; the admin keeps the count.
        moved = self.sequence > stored.sequence or self.change_from(stored).includes(
            columns_with(Meeting, Use.SCHEDULE)
        )
        self.sequence = max(self.sequence, stored.sequence) + (was_public and moved)

    def follow(self, change):
        super().follow(change)
        if not change.is_new and change.includes(["start_date"]):
            self.carry_day()

    def carry_day(self):
        """Give its participations and topics the day by which lists of them are ordered."""
        self.participations.exclude(day=self.day).update(day=self.day)
        self.topic_links.exclude(day=self.day).update(day=self.day)

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        for meeting in rows:
            meeting.carry_day()

    def get_absolute_url(self):
        return dated_url("meeting", self.start_date, self.slug)

    @classmethod
    def address_fields(cls):
        return ["start_date"]

    @property
    def is_upcoming(self):
        return self.status == self.Status.PLANNED

    @classmethod
    def search_public(cls):
        return cls.objects.published()

    def search_title(self, language):
        return getattr(self, f"title_{language}")

    def search_parts(self, language):
        lines = self.participations.all()
        delegations = {line.delegation.name: None for line in lines if line.delegation}
        return [
            self.summary,
            *(line.in_words() for line in lines),
            *delegations,
            *(self.place.all_names() if self.place else ()),
            self.event and self.event.name,
            *sorted(topic.label for topic in self.topics.all()),
            *sorted(document.title for document in self.documents.all()),
        ]

    def search_days(self):
        return self.start_date, self.end_date, self.date_precision
