"""The log of corrections: what was public is not changed in silence, and the log only grows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.base import Record
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.record.publication import public
from ipacis.core.text.labels import has_label, label_field


class CorrectionQuerySet(models.QuerySet):
    """Rows are added and read; nothing else."""

    def noted(self):
        """Those that readers are told of."""
        return self.filter(kind=Correction.Kind.CORRECTION)

    def public(self, language):
        """Corrections that readers of *language* are shown: of what is public, in the order of their making."""
        told = Q(public(prefix="item__"), item__language=language) | public(prefix="meeting__")
        return self.noted().filter(told)

    def refuse(self, *args, **kwargs):
        raise TypeError("The log of corrections only grows.")

    update = delete = bulk_update = refuse


class Correction(Record):
    """An edit of something public: a correction with a note for readers, or no change of substance."""

    class Kind(models.TextChoices):
        MINOR = "minor", _("no change of substance")
        CORRECTION = "correction", _("correction, with a note for readers")

    item = models.ForeignKey(
        "news.NewsItem",
        on_delete=models.PROTECT,  # history: the log only grows
        related_name="corrections",
        verbose_name=_("news item"),
        null=True,
        blank=True,
    )
    meeting = models.ForeignKey(
        "news.Meeting",
        on_delete=models.PROTECT,  # history: the log only grows
        related_name="corrections",
        verbose_name=_("meeting"),
        null=True,
        blank=True,
    )
    kind = models.CharField(_("what the edit is"), max_length=10, choices=Kind)
    note = label_field(_("note for readers"), max_length=500)
    changed = models.JSONField(_("changed"), default=list, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an account may go, the correction stays
        related_name="+",
        verbose_name=_("editor"),
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    day = models.DateField(editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="news_correction_of_one_thing",
                condition=Q(item=None, meeting__isnull=False) | Q(item__isnull=False, meeting=None),
            ),
            models.CheckConstraint(
                name="news_correction_has_note",
                condition=Q(kind="minor") | has_label("note"),
                violation_error_message=_("Tell readers what was corrected."),
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="news_correction_by_day")]

    def __str__(self):
        return self.note or self.get_kind_display()

    @property
    def thing(self):
        return self.item or self.meeting

    def get_absolute_url(self):
        return f"{self.thing.get_absolute_url()}#corrections"

    @property
    def title(self):
        """The headline or title of what was corrected."""
        return self.item.headline if self.item else self.meeting.title

    field_policy = dict.fromkeys(
        ["item", "meeting", "kind", "note", "changed", "editor", "made_at", "day"],
        immaterial("the log only grows: no entry is ever changed", Use.FEED, Use.CSV),
    )

    def settle_days(self):
        self.day = timezone.localdate(self.made_at)

    def guard(self, change):
        if not change.is_new:
            raise TypeError("The log of corrections only grows.")

    def guard_deletion(self):
        raise TypeError("The log of corrections only grows.")

    def follow(self, change):
        super().follow(change)
        if self.kind == self.Kind.CORRECTION:
            self.thing.corrected_at = self.made_at
            type(self.thing)._base_manager.filter(pk=self.thing.pk).update(corrected_at=self.made_at)
