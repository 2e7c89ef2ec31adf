"""Aliases: other words by which readers find a record. A word belongs to at most one record of a model."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.errors import NameTaken
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.text.fold import fold

from .findable import SearchedPart


class Alias(SearchedPart):
    """Another word for a record. ``whole`` is the name of the foreign key to it, ``key`` is the folded word."""

    name = models.CharField(_("other word"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)
    find_only = models.BooleanField(
        _("only to find by"),
        default=False,
        help_text=_("On for misprints: readers who type it find the record, and it is printed nowhere."),
    )

    field_policy = {
        "name": immaterial("readers find the record by it, and do not read it", Use.SEARCH, Use.JSON_LD),
        "key": immaterial("it follows from the word"),
        "find_only": immaterial("readers find the record by it either way", Use.JSON_LD),
    }

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name

    def settle_names(self):
        self.key = fold(self.name)

    def owner(self) -> models.Model | None:
        """Return the record that has the word already, None if there is none."""
        other = type(self)._base_manager.filter(key=self.key).exclude(pk=self.pk).first()
        return getattr(other, self.whole) if other else None

    def clean(self):
        super().clean()
        self.check_name()

    def check_name(self):
        """Raise NameTaken if another record has the word."""
        if owner := self.owner():
            message = _("“%(owner)s” has this word already: take it away there first, or merge the two.")
            raise NameTaken({"name": message % {"owner": owner}})

    def guard(self, change):
        super().guard(change)
        if change.includes(["key"]):
            self.check_name()


class HasAliases:
    """Mixin of a record with ``aliases``."""

    @property
    def shown_aliases(self) -> list[str]:
        """The aliases that readers see, without the name that the page shows already. Prefetch ``aliases``."""
        shown = fold(str(self))
        return [alias.name for alias in self.aliases.all() if not alias.find_only and alias.key != shown]


def add_aliases(alias_class: type[Alias], thing: models.Model, words: list[str], known: set[str]) -> None:
    """Add *words* to the aliases of *thing*, except words whose key is in *known* and words of another record."""
    for word in filter(None, words):
        alias = alias_class(name=word, **{alias_class.whole: thing})
        alias.settle_names()
        if alias.key not in known and not alias.owner():
            alias.save()
