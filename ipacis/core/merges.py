"""The merges that editors made. A Merge stores the journal of all rows that it changed, so that it can be undone."""

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ipacis.core.record.addresses import kind_of
from ipacis.core.record.journal import RowChange


class MergeQuerySet(models.QuerySet):
    def valid(self) -> models.QuerySet:
        """Return the merges that were not undone."""
        return self.filter(undone_at=None)

    def gone_keys(self, model: type[models.Model]) -> set[int]:
        """Return the primary keys of the rows of *model* that were merged into others."""
        merged = self.valid().filter(kind=kind_of(model)).values_list("gone", flat=True)
        return {row["pk"] for rows in merged for row in rows}


class Merge(models.Model):
    """A merge of one or more rows of ``kind`` into the row ``kept``.

    ``gone`` is a list of {"pk": primary key, "name": name} of the rows that were deleted, and ``changes`` the list of
    RowChanges.
    """

    kind = models.CharField(max_length=60)
    kept = models.BigIntegerField()
    kept_name = models.CharField(gettext_lazy("kept"), max_length=500)
    gone = models.JSONField(gettext_lazy("merged into it"))
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(gettext_lazy("merged at"), default=timezone.now)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # history: the merge stays when the account is deleted
        related_name="+",
        verbose_name=gettext_lazy("editor"),
        null=True,
    )
    undone_at = models.DateTimeField(gettext_lazy("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # history: as above
        related_name="+",
        verbose_name=gettext_lazy("undone by"),
        null=True,
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("merge")
        verbose_name_plural = gettext_lazy("merges")
        default_permissions = ["view"]
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "kept"], name="core_merge_of_row")]

    def __str__(self):
        return f"{self.gone_names} → {self.kept_name}"

    @property
    def gone_names(self) -> str:
        return ", ".join(row["name"] for row in self.gone)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.kind)

    @property
    def row_changes(self) -> list[RowChange]:
        return [RowChange(*change) for change in self.changes]
