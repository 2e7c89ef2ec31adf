"""Releases. A NewsItem is the text of one release in one language."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from taggit.managers import TaggableManager

from ipacis.core.record.addresses import Addressed, normal
from ipacis.core.record.corrections import Correctable, GuardedManyToManyField, PartOfCorrectable
from ipacis.core.record.dates import Precision, in_archive
from ipacis.core.record.policy import Use, guarded, immaterial
from ipacis.core.record.publication import Publication, PublicationQuerySet, State
from ipacis.core.search.findable import Findable, SearchDays
from ipacis.core.sql import union
from ipacis.core.text.richtext import RichTextField, plain
from people.models import Organization, Person

from .events import dated_url
from .media import Document, Photo
from .meetings import Meeting
from .topics import NewsTopic, Topic

#: The uses of nearly all fields of a release.
EVERYWHERE = (Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD)


class NewsItemQuerySet(PublicationQuerySet):
    """The conditions of the list of news. A release is about its own links and those of its public meetings."""

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

    def involving(self, person: Person) -> models.QuerySet:
        """Return the releases that mention *person* or report a meeting with *person* as participant."""
        mentions = NewsItem.mentioned.through.objects.filter(person=person).values("newsitem")
        return self.filter(pk__in=union(mentions, reports_of(participations__person=person)))

    def on_topic(self, topic: Topic) -> models.QuerySet:
        own = NewsTopic.objects.filter(tag=topic).order_by().values("content_object")
        return self.filter(pk__in=union(own, reports_of(topic_links__tag=topic)))

    def about_organization(self, organization: Organization) -> models.QuerySet:
        """Return the releases that *organization* published, or that report a meeting with it
        (``with_organization``).
        """
        reporting = reports_of(pk__in=Meeting.objects.with_organization(organization).values("pk"))
        return self.filter(models.Q(section=organization) | models.Q(pk__in=reporting))

    def since(self, day: datetime.date) -> models.QuerySet:
        """Return the releases of *day* or later."""
        return self.filter(date__gte=day)

    def until(self, day: datetime.date) -> models.QuerySet:
        """Return the releases of *day* or earlier."""
        return self.filter(date__lte=day)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-date", "-pk")

    def with_topics(self) -> models.QuerySet:
        """Return the releases with their section and ``all_topics``, in a fixed number of queries."""
        return self.select_related("section").prefetch_related(
            models.Prefetch("topic_links", NewsTopic.objects.select_related("tag")),
            models.Prefetch(
                "meetings", Meeting.objects.each_published().with_topics(), to_attr="public_meetings"
            ),
        )

    def with_photos(self) -> models.QuerySet:
        """Return the releases with their section and photos, in a fixed number of queries."""
        photos = models.Prefetch("photo_links", NewsPhoto.objects.select_related("photo"))
        return self.select_related("section").prefetch_related(photos)


def meeting_is_public(key: str = "meeting") -> models.Exists:
    """Return the condition that the meeting to which the column *key* points is public.

    The database evaluates it for each row. SQLite has no statistics and assumes that few meetings are published: for a
    join, or for ``IN``, it would walk over all published ones for each row.
    """
    return models.Exists(Meeting.objects.published().filter(pk=models.OuterRef(key)))


def reports_of(**meeting) -> models.QuerySet:
    """Return the primary keys of the releases that report a public meeting with the lookups *meeting*.

    They are for ``pk__in``, which the database evaluates once; an EXISTS for each release would be quadratic.
    """
    conditions = {f"meeting__{path}": value for path, value in meeting.items()}
    return Report.objects.filter(meeting_is_public(), **conditions).order_by().values("item")


class NewsItem(Findable, Publication, Correctable, Addressed):
    """A release in one language (schema.org NewsArticle). The texts of one release share their ``translation_key``."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    translation_key = models.UUIDField(_("translation key"), default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=100)
    date = models.DateField(
        _("date"),
        validators=[in_archive],
        help_text=_("The date of the release, as its address shows it."),
    )
    section = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,  # history: who published it stays known
        related_name="news",
        verbose_name=_("section"),
        null=True,
        blank=True,
        help_text=_("The body that publishes it."),
    )
    headline = models.CharField(_("headline"), max_length=300)
    lead = models.TextField(_("lead"), max_length=1000, blank=True)
    body = RichTextField(_("text"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    topics = TaggableManager(through=NewsTopic, verbose_name=_("topics"), blank=True)
    meetings = models.ManyToManyField(
        Meeting, through="Report", related_name="news", verbose_name=_("meetings"), blank=True
    )
    mentioned = GuardedManyToManyField(
        Person,
        related_name="mentioned_in",
        verbose_name=_("people mentioned"),
        blank=True,
        help_text=_("People the text speaks of who did not take part in its meetings."),
    )
    photos = models.ManyToManyField(
        Photo, through="NewsPhoto", related_name="news", verbose_name=_("photos"), blank=True
    )
    documents = GuardedManyToManyField(Document, related_name="news", verbose_name=_("documents"), blank=True)

    search_kind = "news"
    field_policy = {
        "modified_at": immaterial("the site writes it at each save", Use.JSON_LD),
        "language": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD),
        "translation_key": immaterial("it joins the languages of a release, and readers do not see it"),
        "slug": immaterial("former addresses lead to the present one", *EVERYWHERE),
        "date": guarded(*EVERYWHERE),
        "section": guarded(Use.FEED, Use.CSV, Use.JSON_LD),
        "headline": guarded(*EVERYWHERE),
        "lead": guarded(*EVERYWHERE),
        "body": guarded(Use.SEARCH, Use.FEED, Use.JSON_LD),
        "source_url": guarded(Use.CSV, Use.JSON_LD),
        "topics": immaterial("topics are the site’s own classification", *EVERYWHERE, part=True),
        "meetings": guarded(Use.FEED, Use.CSV, Use.JSON_LD, part=True),
        "mentioned": guarded(Use.FEED, Use.JSON_LD),
        "photos": guarded(Use.FEED, Use.JSON_LD, part=True),
        "documents": guarded(),
    }

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        ordering = ["-date", "-pk"]
        constraints = [
            *Publication.Meta.constraints,
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                name="news_newsitem_one_of_a_language",
                violation_error_message=_("This release already has a text in that language."),
            ),
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="news_newsitem_address_once",
                violation_error_message=_("Another release in this language has this address."),
            ),
        ]
        indexes = [
            models.Index(fields=["language", "-date", "-id"], name="news_newsitem_by_day"),
            models.Index(fields=["language", "state", "-date", "-id"], name="news_newsitem_public_by_day"),
        ]

    def __str__(self):
        return self.headline

    @property
    def day(self) -> datetime.date:
        """The day by which lists are ordered."""
        return self.date

    def slug_text(self):
        return self.headline

    def slug_neighbours(self):
        return super().slug_neighbours().filter(language=self.language)

    def follow(self, change):
        super().follow(change)
        if not change.is_new and change.includes(["date"]):
            self.copy_day_to_links()

    def copy_day_to_links(self) -> None:
        """Copy ``day`` to the links of its topics, which are ordered by it."""
        self.topic_links.exclude(day=self.day).update(day=self.day)

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        for item in rows:
            item.copy_day_to_links()

    def get_absolute_url(self) -> str:
        """Return the path of the page, which is in the language of the text."""
        with override(self.language):
            return dated_url("newsitem", self.date, self.slug)

    @classmethod
    def address_fields(cls):
        return ["language", "date"]

    def address_paths(self):
        return [self.own_path(), normal(self.short_url)]

    @property
    def short_url(self) -> str:
        """The short path ``/r/<key>`` that redirects to the page."""
        return reverse("short", args=[self.pk])

    @property
    def all_topics(self) -> list[Topic]:
        """Its own topics and those of its public meetings, each once. Only rows of ``with_topics()`` have them."""
        links = list(self.topic_links.all())
        for meeting in self.public_meetings:
            links += meeting.topic_links.all()
        return list({link.tag_id: link.tag for link in links}.values())

    @property
    def translations(self) -> models.QuerySet:
        """The texts of the release in other languages, public or not."""
        return NewsItem.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)

    @classmethod
    def search_public(cls):
        return cls.objects.published()

    def search_title(self, language):
        return self.headline if language == self.language else ""

    def search_parts(self, language):
        if language != self.language:
            return []
        return [self.lead, plain(self.body), *sorted(topic.label for topic in self.topics.all())]

    def search_days(self):
        return SearchDays(self.date, self.date, Precision.DAY)

    def publish_meetings(
        self, formerly: datetime.datetime | None = None, drafts_too: bool = True
    ) -> list[Meeting]:
        """Publish its meetings that are drafts, at the same time as the release; return the changed meetings.

        *formerly* is the previous time of publication of the release. Meetings that were scheduled for that time and
        are not public yet get the new time, or become drafts again if the release is no longer published. If
        *drafts_too* is false, drafts stay drafts, and no meeting appears earlier than scheduled.
        """
        drafts = models.Q(state__in=[State.DRAFT, State.IN_REVIEW])
        scheduled = models.Q(state=State.PUBLISHED, publish_at=formerly, publish_at__gt=timezone.now())
        is_published = self.state == State.PUBLISHED
        state, publish_at = (State.PUBLISHED, self.publish_at) if is_published else (State.DRAFT, None)
        if is_published and formerly and self.publish_at < formerly and not drafts_too:
            return []
        meetings = list(
            self.meetings.filter(drafts | scheduled if is_published and drafts_too else scheduled)
        )
        changed = [row for row in meetings if (row.state, row.publish_at) != (state, publish_at)]
        for meeting in changed:
            meeting.state, meeting.publish_at = state, publish_at
            meeting.save()
        return changed


class Report(PartOfCorrectable):
    """A meeting that a release reports; ``order`` is its place in the text."""

    item = models.ForeignKey(
        NewsItem,
        on_delete=models.CASCADE,  # a part of the release
        related_name="reports",
        verbose_name=_("news item"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,  # history: a reported meeting is not deleted
        related_name="reports",
        verbose_name=_("meeting"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    whole = "item"
    field_policy = {
        "item": immaterial("a report belongs to its release"),
        "meeting": guarded(Use.FEED, Use.CSV, Use.JSON_LD),
        "order": guarded(Use.JSON_LD),
    }

    class Meta:
        verbose_name = _("meeting told")
        verbose_name_plural = _("meetings told")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "meeting"],
                name="news_report_once",
                violation_error_message=_("This meeting is in the list already."),
            ),
        ]

    def __str__(self):
        return str(self.meeting)

    def in_full(self) -> str:
        """Return the headline of the release that reports the meeting."""
        return str(self.item)


class NewsPhoto(PartOfCorrectable):
    """A photo of a release; ``order`` is its place among them."""

    item = models.ForeignKey(
        NewsItem,
        on_delete=models.CASCADE,  # a part of the release
        related_name="photo_links",
        verbose_name=_("news item"),
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,  # history: a photo of a release is not deleted
        related_name="news_links",
        verbose_name=_("photo"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    whole = "item"
    field_policy = {
        "item": immaterial("a photo of a release belongs to it"),
        "photo": guarded(Use.FEED, Use.JSON_LD),
        "order": guarded(Use.FEED, Use.JSON_LD),
    }

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "photo"],
                name="news_newsphoto_once",
                violation_error_message=_("This photo is in the list already."),
            ),
        ]

    def __str__(self):
        return str(self.photo)

    def in_full(self) -> str:
        """Return the headline of the release that shows the photo."""
        return str(self.item)
