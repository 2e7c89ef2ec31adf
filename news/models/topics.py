"""Topics: tags of taggit with a label in every language and with aliases."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from taggit.models import ItemBase, TagBase

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.errors import NameTaken
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.record.trees import above, check_no_circle
from ipacis.core.search.aliases import Alias, HasAliases
from ipacis.core.search.findable import Findable, Named, SearchedPart
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, first_label, has_label, label_columns, label_field
from ipacis.core.web.paths import path_to

#: The most levels of topics. The index of lists looks as far up.
MOST_LEVELS = 3


class TopicQuerySet(models.QuerySet):
    def named(self, text: str) -> models.QuerySet:
        """Return the topics with a label in any language or an alias *text*, compared in the form of ``fold``."""
        key = fold(text)
        aliases = TopicAlias.objects.filter(key=key).values("topic")
        condition = models.Q(key=key) | models.Q(pk__in=aliases)
        for column in label_columns("label_key"):
            condition |= models.Q(**{column: key})
        return self.filter(condition)


class Topic(HasAliases, Named, Findable, ListSource, Addressed, TagBase):
    """A subject of meetings and releases. Pages show the labels; taggit uses ``name``, which is the first label."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    key = models.CharField(max_length=100, unique=True, editable=False)
    label = label_field(_("label"), max_length=100)
    label_key = label_field(_("label for comparisons"), max_length=100, editable=False)
    broader = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # its parts would leave its lists without notice
        related_name="narrower",
        verbose_name=_("broader topic"),
        null=True,
        blank=True,
        help_text=_(
            "Its lists and feeds include those of this topic. A topic has at most two broader ones above it."
        ),
    )

    objects = TopicQuerySet.as_manager()

    field_policy = {
        "slug": immaterial("former addresses lead to the present one", Use.SEARCH, Use.JSON_LD),
        "name": immaterial("it follows from the labels"),
        **dict.fromkeys(["key", "label_key"], immaterial("it follows from the labels")),
        "label": immaterial(
            "topics are the site’s own classification",
            Use.SEARCH,
            Use.NAME,
            Use.FEED,
            Use.CSV,
            Use.CALENDAR,
            Use.JSON_LD,
        ),
        "broader": immaterial("topics are the site’s own classification", Use.SEARCH, Use.LIST),
        "aliases": immaterial(
            "readers find the topic by them, and do not read them", Use.SEARCH, Use.JSON_LD, part=True
        ),
    }

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "broader": ngettext_lazy("%(n)d narrower topic", "%(n)d narrower topics", "n"),
    }

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        default_permissions = OF_MERGED
        ordering = [*label_columns("label"), "pk"]
        constraints = [
            models.CheckConstraint(
                name="news_topic_not_its_own_part",
                condition=models.Q(broader=None) | ~models.Q(broader=models.F("pk")),
                violation_error_message=_("A topic cannot be a part of itself."),
            ),
            models.CheckConstraint(
                name="news_topic_has_label",
                condition=has_label("label"),
                violation_error_message=_("Give the topic a label in at least one language."),
            ),
        ]

    def __str__(self):
        return self.label or self.name

    def settle_names(self):
        """Fill ``name`` from the first label and ``key`` from ``name``.

        A topic that taggit created has a name only, which becomes its first label.
        """
        if self.name and self._state.adding and not first_label(self, "label"):
            setattr(self, f"label_{LANGUAGES[0]}", self.name)
        # A topic without a label, which the form and the database refuse, keeps its name and key.
        self.name = first_label(self, "label") or self.name
        self.key = fold(self.name)
        for label, key in zip(label_columns("label"), label_columns("label_key"), strict=True):
            setattr(self, key, fold(getattr(self, label)))

    def clean(self):
        super().clean()
        self.check_labels()
        self.check_broader()

    def check_broader(self):
        """Raise ValidationError if the topic is its own ancestor, or if the tree has more than MOST_LEVELS levels."""
        check_no_circle(self, "broader", _("That topic is a part of this one."))
        below = [self] if self.pk else []
        depth = 0
        while below and depth <= MOST_LEVELS:
            below, depth = list(Topic.objects.filter(broader__in=below)), depth + 1
        if len(above(self, "broader")) + max(depth, 1) > MOST_LEVELS:
            message = _("Topics have at most three levels. Choose a broader topic that stands higher.")
            raise ValidationError({"broader": message})

    def check_labels(self):
        """Raise NameTaken if another topic has a label of this one as a label or alias in any language."""
        for column in label_columns("label"):
            label = getattr(self, column)
            if label and (other := Topic.objects.named(label).exclude(pk=self.pk).first()):
                message = _("There is a topic “%(topic)s” of this name already; merge the two instead.")
                raise NameTaken({column: message % {"topic": other}})

    def guard(self, change):
        super().guard(change)
        if change.includes(label_columns("label_key")):
            # A lock, because two editors who add the same label at the same time both pass the check of the form.
            Topic._base_manager.select_for_update().order_by("pk").first()
            self.check_labels()

    def get_absolute_url(self):
        return path_to("topic", self.slug)

    slug_source = "label"
    search_kind = "topics"

    def search_title(self, language):
        return getattr(self, f"label_{language}")

    def search_names(self):
        return [alias.name for alias in self.aliases.all()]

    def search_parts(self, language):
        return [self.broader.label] if self.broader_id else []


class TopicAlias(Alias):
    """Another word for a topic, in any language. A word belongs to at most one topic."""

    topic = models.ForeignKey(
        Topic,
        on_delete=models.CASCADE,  # a part: an alias belongs to its topic alone
        related_name="aliases",
        verbose_name=_("topic"),
    )
    name = models.CharField(_("other word"), max_length=100)
    key = models.CharField(max_length=100, unique=True, editable=False)

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "topic": ngettext_lazy("%(n)d other word", "%(n)d other words", "n"),
    }
    whole = "topic"
    field_policy = {"topic": immaterial("it moves to another topic only in a merge")}

    class Meta(Alias.Meta):
        verbose_name = _("other word")
        verbose_name_plural = _("other words for the topic")

    def owner(self):
        return super().owner() or Topic.objects.named(self.name).exclude(pk=self.topic_id).first()


class TopicLink(SearchedPart, ListSource, ItemBase):
    """The link of a topic to a meeting or release (``content_object``).

    ``day`` is the day of the meeting or release, so that one index of (topic, day, content_object) serves the list of a
    topic in its order.
    """

    day = models.DateField(editable=False)

    whole = "content_object"
    field_policy = {
        "tag": immaterial("topics are the site’s own classification", Use.SEARCH, Use.LIST),
        "content_object": immaterial("topics are the site’s own classification", Use.SEARCH, Use.LIST),
        "day": immaterial("it follows from the meeting or release"),
    }

    class Meta:
        abstract = True
        ordering = ["pk"]  # in the order of addition, on every database

    def settle_days(self):
        self.day = self.content_object.day


class MeetingTopic(TopicLink):
    """A topic of a meeting."""

    tag = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,  # history: a topic in use is merged, not deleted
        related_name="meeting_links",
        verbose_name=_("topic"),
    )
    content_object = models.ForeignKey(
        "news.Meeting",
        on_delete=models.CASCADE,  # a part: the link belongs to the meeting alone
        related_name="topic_links",
        verbose_name=_("meeting"),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "tag": ngettext_lazy("%(n)d meeting", "%(n)d meetings", "n"),
    }

    class Meta(TopicLink.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="news_meetingtopic_once"),
        ]
        indexes = [models.Index(fields=["tag", "-day", "-content_object"], name="news_meetingtopic_by_day")]


class NewsTopic(TopicLink):
    """A topic of a news item."""

    tag = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,  # history: a topic in use is merged, not deleted
        related_name="news_links",
        verbose_name=_("topic"),
    )
    content_object = models.ForeignKey(
        "news.NewsItem",
        on_delete=models.CASCADE,  # a part: the link belongs to the release alone
        related_name="topic_links",
        verbose_name=_("news item"),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "tag": ngettext_lazy("%(n)d release", "%(n)d releases", "n"),
    }

    class Meta(TopicLink.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="news_newstopic_once"),
        ]
        indexes = [models.Index(fields=["tag", "-day", "-content_object"], name="news_newstopic_by_day")]
