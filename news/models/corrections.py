"""The log of corrections: an entry for each change of a guarded field of a public row. Entries are never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.entries import EVERYTHING, Entry, day_number, moment_number
from ipacis.core.lists.listed import Listed, relist
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.record.publication import State
from ipacis.core.text.labels import LANGUAGES, has_label, label_field


def correction_list_name(language: str) -> str:
    """Return the name of the list of corrections for readers of *language*."""
    return f"corrections/{language}"


class CorrectionQuerySet(models.QuerySet):
    """Entries of the log. They can be added and read; every change or deletion raises TypeError."""

    def with_note(self) -> models.QuerySet:
        """Return the entries that readers see: those with a note."""
        return self.filter(kind=Correction.Kind.CORRECTION)

    def refuse(self, *args, **kwargs):
        raise TypeError("The log of corrections only grows.")

    update = delete = bulk_update = refuse


class Correction(Listed):
    """An edit of a release or meeting that was public: a correction with a note for readers, or a minor change.

    ``changed`` is the list of the names of the changed fields.
    """

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
        on_delete=models.SET_NULL,  # an account may be deleted, its corrections stay
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
    def thing(self) -> models.Model:
        """The release or meeting that was edited."""
        return self.item or self.meeting

    @property
    def is_public(self) -> bool:
        """Whether readers see it at this moment: it has a note, and the release or meeting is public."""
        return self.kind == self.Kind.CORRECTION and self.thing.is_public

    def get_absolute_url(self) -> str:
        return f"{self.thing.get_absolute_url()}#corrections"

    @property
    def title(self) -> str:
        """The headline of the release or the title of the meeting."""
        return self.item.headline if self.item else self.meeting.title

    field_policy = {
        **dict.fromkeys(
            ["item", "meeting", "kind", "day"],
            immaterial("no entry is ever changed", Use.FEED, Use.CSV, Use.LIST),
        ),
        **dict.fromkeys(
            ["note", "changed", "editor", "made_at"],
            immaterial("no entry is ever changed", Use.FEED, Use.CSV),
        ),
    }

    list_paths = ("item", "meeting")

    @classmethod
    def list_names(cls):
        return [correction_list_name(code) for code in LANGUAGES]

    @classmethod
    def list_entries(cls, pks):
        things = (
            "item__state",
            "item__language",
            "item__publish_at",
            "meeting__state",
            "meeting__publish_at",
        )
        rows = cls.objects.with_note().filter(pk__in=pks).values_list("pk", "day", "made_at", *things)
        for pk, day, made_at, state, language, public_from, meeting_state, meeting_from in rows:
            if State.PUBLISHED not in (state, meeting_state):
                continue
            number, since = day_number(day), public_from or meeting_from
            # Readers of every language see the corrections of meetings.
            for code in [language] if language else LANGUAGES:
                yield Entry(
                    correction_list_name(code), pk, EVERYTHING, number, number, since, moment_number(made_at)
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
            relist([self.thing])  # it comes first in feeds again
