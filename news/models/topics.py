"""Topics: taggit tags with labels in every language and aliases."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from ipacis.core.record.addresses import Addressed
from ipacis.core.search.findable import Findable
from ipacis.core.search.named import Named
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, has_label, label_columns, label_field


class TopicQuerySet(models.QuerySet):
    def named(self, text):
        """Topics that have *text* as their key, as a label or as an alias, whatever the case and spaces."""
        key = fold(text)
        aliases = TopicAlias.objects.filter(key=key).values("topic")
        return self.filter(models.Q(key=key) | models.Q(pk__in=aliases))


class Topic(Named, Findable, Addressed, TagBase):
    """A subject that readers can follow. ``name`` is what taggit knows it by, the labels are what is shown."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    key = models.CharField(max_length=100, unique=True, editable=False)
    label = label_field(_("label"), max_length=100)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["label_en", "label_ru", "pk"]
        constraints = [
            models.CheckConstraint(
                name="news_topic_has_label",
                condition=has_label("label"),
                violation_error_message=_("Give the topic a label in at least one language."),
            ),
        ]

    def __str__(self):
        return self.label or self.name

    def settle_names(self):
        if self.name and not any(getattr(self, f"label_{code}") for code in LANGUAGES):
            self.label_en = self.name
        self.name = next(label for code in LANGUAGES if (label := getattr(self, f"label_{code}")))
        self.key = fold(self.name)

    def clean(self):
        super().clean()
        if not (self.name or self.label):
            return
        self.settle_names()
        if Topic.objects.named(self.name).exclude(pk=self.pk).exists():
            raise ValidationError(_("There is a topic of this name already; merge the two instead."))

    def save(self, *args, **kwargs):
        self.settle_names()
        if not self.slug:
            self.slug = self.unused_slug(Topic.objects, self.label_en or self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])

    search_kind = "topics"
    names_told = label_columns("label")
    search_related = ("aliases",)

    def search_title(self, language):
        return getattr(self, f"label_{language}")

    def search_names(self):
        return [alias.name for alias in self.aliases.all()]


class TopicAlias(models.Model):
    """Another word for a topic, in any language; no word belongs to two topics."""

    topic = models.ForeignKey(
        Topic,
        on_delete=models.CASCADE,  # a part: an alias belongs to its topic alone
        related_name="aliases",
        verbose_name=_("topic"),
    )
    name = models.CharField(_("other word"), max_length=100)
    key = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        verbose_name = _("other word")
        verbose_name_plural = _("other words for the topic")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        self.key = fold(self.name)
        others = TopicAlias.objects.filter(key=self.key).exclude(pk=self.pk)
        if others.exists() or Topic.objects.filter(key=self.key).exclude(pk=self.topic_id).exists():
            raise ValidationError({"name": _("Another topic already has this word.")})

    def save(self, *args, **kwargs):
        self.key = fold(self.name)
        super().save(*args, **kwargs)


class TopicLink(ItemBase):
    """One topic of one thing, with the thing's day so that (topic, day, thing) is one index read in order."""

    day = models.DateField(editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]  # as they were added, on every database

    def save(self, *args, **kwargs):
        self.day = self.content_object.day
        super().save(*args, **kwargs)


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
        on_delete=models.CASCADE,  # a part: the link is nothing without its meeting
        related_name="topic_links",
        verbose_name=_("meeting"),
    )

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
        on_delete=models.CASCADE,  # a part: the link is nothing without its item
        related_name="topic_links",
        verbose_name=_("news item"),
    )

    class Meta(TopicLink.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="news_newstopic_once"),
        ]
        indexes = [models.Index(fields=["tag", "-day", "-content_object"], name="news_newstopic_by_day")]
