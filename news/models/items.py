"""Releases. A NewsItem is the text of one release in one language."""

import datetime
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models.signals import m2m_changed
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from taggit.managers import TaggableManager

from ipacis.core.lists.listed import Listed
from ipacis.core.record.addresses import normal
from ipacis.core.record.dates import Precision, in_archive
from ipacis.core.record.fields import ProtectedManyToManyField
from ipacis.core.record.journal import note
from ipacis.core.record.links import owners_of_links
from ipacis.core.record.permissions import OF_PUBLICATIONS
from ipacis.core.record.policy import Use, guarded, immaterial
from ipacis.core.record.printed import PrintsNames
from ipacis.core.record.publication import Publication, State
from ipacis.core.search.findable import Findable, SearchDays
from ipacis.core.text.labels import LANGUAGES, Label
from ipacis.core.text.richtext import RichTextField, plain
from ipacis.core.web.paths import path_to
from people.models import Organization, Person

from .corrections import Logged, log_missing_withdrawals, log_withdrawal
from .events import dated_url
from .item_sets import LINK_COLUMNS, NewsItemQuerySet
from .media import Document, Photo
from .meetings import Meeting
from .sources import INFERRED, NAMED_SOURCE, Sourced
from .subjects import news_list_name, release_entries
from .topics import NewsTopic

#: The uses of nearly all fields of a release.
EVERYWHERE = (Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD)


class Mention(NamedTuple):
    """A person whom a release mentions, with the name as printed."""

    person: Person
    name: str


class NewsItem(PrintsNames, Sourced, Findable, Listed, Logged):
    """A release in one language (schema.org NewsArticle). The texts of one release share their ``translation_key``."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    translation_key = models.UUIDField(_("translation key"), default=uuid.uuid4, editable=False)
    #: The reference number of the release, which its texts share: the key of the first one.
    number = models.PositiveBigIntegerField(_("number"), null=True, editable=False)
    slug = models.SlugField(_("address"), max_length=100)
    date = models.DateField(
        _("date"),
        validators=[in_archive],
        help_text=_("The date of the release, as its address shows it."),
    )
    date_stated = models.BooleanField(_("the source states the date"), default=True, help_text=INFERRED)
    section = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,  # history: who published it stays known
        related_name="news",
        verbose_name=_("section"),
        null=True,
        blank=True,
        help_text=_("The body that publishes it."),
    )
    section_printed = models.CharField(
        _("section as printed"),
        max_length=300,
        blank=True,
        help_text=_(
            "Empty: the short name of the section at that time, copied when the release is published."
        ),
    )
    headline = models.CharField(_("headline"), max_length=300)
    lead = models.TextField(_("lead"), max_length=1000, blank=True)
    body = RichTextField(_("text"), blank=True)
    byline = models.CharField(
        _("who speaks"),
        max_length=200,
        blank=True,
        help_text=_("The author, if it is not the section, such as “Press service of the Senate”."),
    )
    topics = TaggableManager(through=NewsTopic, verbose_name=_("topics"), blank=True)
    meetings = models.ManyToManyField(
        Meeting, through="Report", related_name="news", verbose_name=_("meetings"), blank=True
    )
    mentioned = ProtectedManyToManyField(
        Person,
        related_name="mentioned_in",
        verbose_name=_("people mentioned"),
        blank=True,
        help_text=_("People the text speaks of who did not take part in its meetings."),
    )
    #: {primary key as text: name} of the people mentioned, as printed.
    mentioned_printed = models.JSONField(_("people mentioned as printed"), default=dict, editable=False)
    photos = models.ManyToManyField(
        Photo, through="NewsPhoto", related_name="news", verbose_name=_("photos"), blank=True
    )
    documents = ProtectedManyToManyField(
        Document, related_name="news", verbose_name=_("documents"), blank=True
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "section": ngettext_lazy("%(n)d release", "%(n)d releases", "n"),
    }
    #: {many-to-many relation: words for a number of links that a merge moves}.
    counted_links = {
        "mentioned": ngettext_lazy("%(n)d mention in a release", "%(n)d mentions in releases", "n"),
    }
    search_kind = "news"
    printed_paths = ("section__former_names",)
    printed = {"section": ("section_printed",)}
    #: The columns that a link to a release prints.
    link_columns = LINK_COLUMNS
    list_paths = (
        "topic_links__tag__broader__broader",
        "mentioned",
        "section",
        "meetings__topic_links__tag__broader__broader",
        "meetings__participations__person",
        "meetings__participations__delegation",
        "meetings__participations__memberships__post__organization",
    )
    field_policy = {
        "corrected_at": immaterial(
            "it is the moment of the latest entry in the log",
            Use.FEED,
            Use.CSV,
            Use.JSON_LD,
            Use.LIST,
            kept=True,
        ),
        "language": guarded(Use.SEARCH, Use.FEED, Use.CSV, Use.JSON_LD, Use.LIST),
        "translation_key": immaterial("it joins the languages of a release, and readers do not see it"),
        "number": immaterial("a release never gets another number"),
        "slug": immaterial("former addresses lead to the present one", *EVERYWHERE),
        "date": guarded(*EVERYWHERE, Use.LIST),
        "date_stated": guarded(Use.CSV),
        "section": guarded(Use.CSV, Use.JSON_LD, Use.LIST),
        "section_printed": guarded(Use.FEED, Use.CSV, Use.JSON_LD),
        "headline": guarded(*EVERYWHERE),
        "lead": guarded(*EVERYWHERE),
        "body": guarded(Use.SEARCH, Use.FEED, Use.JSON_LD),
        "byline": guarded(Use.FEED, Use.CSV, Use.JSON_LD),
        "topics": immaterial("topics are the site’s own classification", *EVERYWHERE, Use.LIST, part=True),
        "meetings": guarded(Use.FEED, Use.CSV, Use.JSON_LD, Use.LIST, part=True),
        "mentioned": guarded(Use.JSON_LD, Use.LIST),
        "mentioned_printed": immaterial("it follows from the people mentioned", Use.FEED, Use.JSON_LD),
        "photos": guarded(Use.FEED, Use.JSON_LD, part=True),
        "documents": guarded(),
        **dict.fromkeys(NAMED_SOURCE, guarded(Use.CSV, Use.JSON_LD)),
    }

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        default_permissions = OF_PUBLICATIONS
        ordering = ["-date", "-pk"]
        constraints = [
            *Publication.Meta.constraints,
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                name="news_newsitem_one_of_a_language",
                violation_error_message=_("This release already has a text in that language."),
            ),
            models.UniqueConstraint(fields=["number", "language"], name="news_newsitem_one_of_a_number"),
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="news_newsitem_address_once",
                violation_error_message=_("Another release in this language has this address."),
            ),
        ]
        indexes = [
            *Publication.Meta.indexes,
            models.Index(fields=["language", "-date", "-id"], name="news_newsitem_by_day"),
            models.Index(fields=["language", "state", "-date", "-id"], name="news_newsitem_public_by_day"),
        ]

    def __str__(self):
        return self.headline

    @property
    def day(self) -> datetime.date:
        """The day by which lists are ordered."""
        return self.date

    @property
    def shown_title(self) -> Label:
        """The headline, with its language."""
        return Label(self.headline, self.language)

    @property
    def origin_text(self) -> str:
        """Its date and its section in words."""
        return ", ".join(filter(None, [date_format(self.date), self.section_name]))

    @property
    def is_to_print(self) -> bool:
        return self.state == State.PUBLISHED

    def names_to_print(self, relation):
        return {"section_printed": self.section.short_name_on(self.date, self.language)}

    @property
    def section_name(self) -> str:
        """The short name of its section as printed, "" without a section."""
        return self.section_printed or (self.section.short_name if self.section_id else "")

    def mentions(self, people: Iterable[Person]) -> list[Mention]:
        """Return the Mentions of *people*, with their names as the release printed them."""
        return [Mention(row, self.names_mentioned.get(str(row.pk)) or row.name) for row in people]

    @property
    def names_mentioned(self) -> dict[str, str]:
        """``mentioned_printed``, without what else a program may have stored there."""
        stored = self.mentioned_printed if isinstance(self.mentioned_printed, dict) else {}
        return {key: name for key, name in stored.items() if key.isdecimal() and isinstance(name, str)}

    def print_mentions(self) -> None:
        """Copy the names of the people mentioned, unless they have been copied before."""
        names = {
            str(row.pk): self.names_mentioned.get(str(row.pk)) or str(row.name_in(self.language))
            for row in self.mentioned.order_by("pk")
        }
        if names != self.mentioned_printed:
            self.mentioned_printed = names
            NewsItem.objects.filter(pk=self.pk).update(mentioned_printed=names)

    @classmethod
    def follow_merge(cls, duplicate, survivor):
        if not isinstance(survivor, Person):
            return
        old, new = str(duplicate.pk), str(survivor.pk)
        mentioning = cls._base_manager.filter(mentioned_printed__has_key=old)
        note(mentioning, "mentioned_printed")
        rows = list(mentioning.only("mentioned_printed"))
        for item in rows:
            name = item.mentioned_printed.pop(old)
            item.mentioned_printed.setdefault(new, name)
        cls._base_manager.bulk_update(rows, ["mentioned_printed"])

    def slug_text(self):
        return self.headline

    def slug_neighbours(self):
        return super().slug_neighbours().filter(language=self.language)

    def keep_addresses(self, change):
        if self.number is None:
            self.set_number()
        super().keep_addresses(change)

    def set_number(self) -> None:
        """Store the number of the texts that the release has already, or else its own key."""
        numbers = self.translations.exclude(number=None).values_list("number", flat=True)
        self.number = numbers.first() or self.pk
        NewsItem.objects.filter(pk=self.pk).update(number=self.number)

    def follow(self, change):
        super().follow(change)
        if not change.is_new and change.includes(["date"]):
            self.copy_day_to_links()
        if not change.is_new and self.is_to_print and change.includes(["state"]):
            self.print_mentions()
        log_withdrawal(self, change)

    def copy_day_to_links(self) -> None:
        """Copy ``day`` to the links of its topics, which are ordered by it."""
        self.topic_links.exclude(day=self.day).update(day=self.day)

    @classmethod
    def catch_up(cls, rows):
        log_missing_withdrawals(cls, rows)
        for item in rows:
            if item.number is None:
                item.set_number()
        super().catch_up(rows)
        for item in rows:
            item.copy_day_to_links()
            if item.is_to_print:
                item.print_mentions()

    def get_absolute_url(self) -> str:
        """Return the path of the page, which is in the language of the text."""
        return dated_url("newsitem", self.date, self.slug, self.language)

    @classmethod
    def address_fields(cls):
        return "language", "date"

    def address_paths(self):
        return [*super().address_paths(), normal(reverse("short-text", args=[self.pk]))]

    @property
    def short_url(self) -> str:
        """The short path ``/en/r/<number>/`` that redirects to the page; "" before it has a number."""
        if self.number is None:
            return ""
        return path_to("short-release", str(self.number), language=self.language)

    @property
    def translations(self) -> models.QuerySet:
        """The texts of the release in other languages, public or not."""
        return NewsItem.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)

    @classmethod
    def list_names(cls):
        return [news_list_name(code) for code in LANGUAGES]

    @classmethod
    def list_entries(cls, pks):
        return release_entries(cls.objects.filter(pk__in=pks))

    @classmethod
    def search_public(cls):
        return cls.objects.published()

    def search_title(self, language):
        return self.headline if language == self.language else ""

    def search_parts(self, language):
        if language != self.language:
            return []
        return [self.lead, plain(self.body), *sorted(link.tag.label for link in self.topic_links.all())]

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


def print_mentions(action: str, **change) -> None:
    """Copy the names of the people whom published releases mention. This is a receiver of ``m2m_changed``."""
    if action in {"post_add", "post_remove", "post_clear"}:
        for item in owners_of_links(**change):
            if item.is_to_print:
                item.print_mentions()


m2m_changed.connect(print_mentions, sender=NewsItem.mentioned.through, dispatch_uid="print mentions")
