"""Other spellings and former names of people (Popolo other_names). The search indexes contain them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from ipacis.core.record.dates import DateSpan
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import SearchedPart

from .persons import Person, index


class OtherName(SearchedPart, DateSpan):
    """Another spelling of a person's name, or a former name (Popolo other_names)."""

    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,  # a part: a spelling belongs to the person alone
        related_name="other_names",
        verbose_name=_("person"),
    )
    name = models.CharField(
        pgettext_lazy("of a person", "name"), max_length=200, help_text=_("Given name first: Dmitry Kobitsky")
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("en, ru, az …; may be empty")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    find_only = models.BooleanField(
        _("only to find by"),
        default=False,
        help_text=_("On for misprints: readers who type it find the person, and it is printed nowhere."),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "person": ngettext_lazy("%(n)d other name", "%(n)d other names", "n"),
    }
    whole = "person"
    field_policy = {
        **dict.fromkeys(
            ["start_date", "start_precision", "end_date", "end_precision"],
            immaterial("it becomes known better"),
        ),
        "person": immaterial("it moves to another person only in a merge"),
        "name": immaterial("it is added as it becomes known", Use.SEARCH, Use.JSON, Use.JSON_LD),
        "language": immaterial("it describes the spelling", Use.JSON),
        "note": immaterial("it describes the spelling", Use.JSON),
        "find_only": immaterial("it describes the spelling", Use.JSON, Use.JSON_LD),
    }

    class Meta(DateSpan.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["pk"]
        constraints = [
            *DateSpan.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "name"],
                name="people_othername_once",
                violation_error_message=_("This person already has this name."),
            ),
        ]

    def __str__(self):
        return self.name

    def follow(self, change):
        super().follow(change)
        if change.includes(["person", "name"]):
            index.update(self.wholes(change))

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        index.update({row.person_id for row in rows})

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        index.update([self.person_id])
