"""What a model must say of itself for its rows to be found."""

from django.apps import apps
from django.db import models
from django.utils.translation import override

from ipacis.core.text.labels import LANGUAGES

from .entries import SearchEntry
from .index import reindex

MAX_TEXT = 200_000


class Findable(models.Model):
    """A row that readers find by its words. It is indexed whenever it is saved."""

    #: The word for rows of this model in the address of a search.
    search_kind = ""
    #: What ``search_parts`` and ``search_names`` read, fetched together.
    search_related = ()

    class Meta:
        abstract = True

    @classmethod
    def search_objects(cls):
        return cls._default_manager.prefetch_related(*cls.search_related)

    @classmethod
    def search_public(cls):
        """Return the rows that everybody may see."""
        return cls._default_manager.all()

    def search_title(self, language):
        """Return what the row is called in *language*; nothing where it has no name in it."""
        raise NotImplementedError

    def search_names(self):
        """Return what else it is called, in any language."""
        return []

    def search_parts(self, language):
        """Return the texts of the row, without tags. The active language is *language* meanwhile."""
        return []

    def search_days(self):
        """Return (first day, last day, precision) of a row that has days, None of one that has not."""
        return None

    def search_address(self):
        return self.get_absolute_url()

    def search_entry(self):
        """Return the unsaved SearchEntry of the row."""
        entry = SearchEntry(kind=self.search_kind, object_id=self.pk, language=getattr(self, "language", ""))
        entry.names = "\n".join(dict.fromkeys(filter(None, self.search_names())))
        if days := self.search_days():
            entry.start_date, entry.end_date, entry.date_precision = days
        for code in LANGUAGES:
            with override(code):
                setattr(entry, f"title_{code}", self.search_title(code))
                parts = "\n".join(str(part) for part in self.search_parts(code) if part)
                setattr(entry, f"text_{code}", parts[:MAX_TEXT])
                entry.address = self.search_address().removeprefix(f"/{entry.language or code}/")
        return entry

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        reindex([self])

    def delete(self, *args, **kwargs):
        pk = self.pk
        deleted = super().delete(*args, **kwargs)
        SearchEntry.objects.filter(kind=self.search_kind, object_id=pk).delete()
        return deleted


def findable_models():
    """Return the models whose rows can be found."""
    return [model for model in apps.get_models() if issubclass(model, Findable)]


def public_entries(entries):
    """Return those of the queryset *entries* whose thing everybody may see at this moment."""
    answers = [
        models.When(
            kind=model.search_kind,
            then=models.Exists(model.search_public().order_by().filter(pk=models.OuterRef("object_id"))),
        )
        for model in findable_models()
    ]
    # CASE and not OR: the database must begin with the words that were found, not with the kinds.
    return entries.filter(models.Case(*answers, default=False, output_field=models.BooleanField()))
