"""Other spellings and former names of people (Popolo other_names). The search indexes contain them."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ipacis.core.record.dates import DateSpan
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.index import reindex

from .persons import Person, index


class OtherNameQuerySet(models.QuerySet):
    """Other names. Bulk operations update the search indexes, as ``save`` does."""

    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic():
            created = super().bulk_create(objs, *args, **kwargs)
            follow({other.person_id for other in created})
        return created

    def bulk_update(self, objs, *args, **kwargs):
        with transaction.atomic():
            before = set(
                self.model.objects.filter(pk__in=[other.pk for other in objs]).values_list(
                    "person", flat=True
                )
            )
            updated = super().bulk_update(objs, *args, **kwargs)
            follow(before | {other.person_id for other in objs})
        return updated

    def update(self, **kwargs):
        with transaction.atomic():
            rows = dict(self.values_list("pk", "person"))
            updated = super().update(**kwargs)
            after = self.model.objects.filter(pk__in=rows).values_list("person", flat=True)
            follow({*rows.values(), *after})
        return updated

    def delete(self):
        with transaction.atomic():
            people = set(self.values_list("person", flat=True))
            deleted = super().delete()
            follow(people)
        return deleted

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True


def follow(pks: Iterable[int]) -> None:
    """Update the indexes of names and of the search for the people of these primary keys."""
    index.update(pks)
    reindex(Person.objects.filter(pk__in=pks))


class OtherName(DateSpan):
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

    objects = OtherNameQuerySet.as_manager()

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
            follow({self.person_id} if change.is_new else {self.person_id, change.stored.person_id})

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        follow({self.person_id})
