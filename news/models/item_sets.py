"""The queryset of releases."""

from django.apps import apps
from django.db import models

from ipacis.core.record.publication import PublicationQuerySet
from ipacis.core.text.labels import LANGUAGES

#: The columns that a link to a release prints, those that a line of a list prints, and those that a feed prints.
LINK_COLUMNS = ("state", "publish_at", "language", "slug", "date", "date_stated", "headline")
LINE_COLUMNS = (*LINK_COLUMNS, "lead")
FEED_COLUMNS = (
    *LINE_COLUMNS,
    "body",
    "byline",
    "section_printed",
    "mentioned_printed",
    "corrected_at",
    "modified_at",
)


class NewsItemQuerySet(PublicationQuerySet):
    """Releases in any state. The lists of public releases come from the index of lists (``subjects``)."""

    def in_language(self, language: str) -> models.QuerySet:
        return self.filter(language=language)

    def latest_first(self) -> models.QuerySet:
        return self.order_by("-date", "-pk")

    def without_translation(self) -> models.QuerySet:
        """Return the public releases that have no public text in one of the languages of the site."""
        lacking = models.Q()
        for code in LANGUAGES:
            texts = self.model.objects.published().filter(
                translation_key=models.OuterRef("translation_key"), language=code
            )
            lacking |= ~models.Q(language=code) & ~models.Q(models.Exists(texts))
        return self.published().filter(lacking)

    def older_than_translation(self) -> models.QuerySet:
        """Return the releases whose text in another language was corrected after they were last saved.

        They are annotated with the moment of that correction, ``outdated_since``.
        """
        log = apps.get_model("news", "Correction").objects.filter(kind="correction", item__isnull=False)
        corrected = log.filter(item__translation_key=models.OuterRef("translation_key"))
        later = corrected.exclude(item=models.OuterRef("pk")).filter(
            made_at__gt=models.OuterRef("modified_at")
        )
        rows = self.filter(translation_key__in=log.values("item__translation_key"))
        since = models.Subquery(later.order_by("made_at").values("made_at")[:1])
        return rows.annotate(outdated_since=since).exclude(outdated_since=None)

    def in_lines(self) -> models.QuerySet:
        """Return the releases with the columns that a line of a list prints."""
        return self.only(*LINE_COLUMNS)
