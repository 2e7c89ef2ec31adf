"""The log of corrections: what was public is not changed in silence, and the log only grows."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.changes import differs
from ipacis.core.record.publication import public
from ipacis.core.text.labels import has_label, label_field

#: The things whose changes are accounted for at this moment, as (model, primary key).
accounted = ContextVar("accounted", default=frozenset())


class Unaccounted(ValidationError):
    """What is public would change without a word."""

    def __init__(self, thing):
        message = _(
            "“%(thing)s” was public. Say whether this is a correction, with a note for readers, or no change "
            "of substance."
        )
        super().__init__(message, code="unaccounted", params={"thing": thing})


@contextmanager
def accounting_for(model, pk):
    """Let what is public of this row of *model* be changed inside; the caller writes the log."""
    token = accounted.set(accounted.get() | {(model, str(pk))})
    try:
        yield
    finally:
        accounted.reset(token)


def account_for(thing):
    """Let what is public of *thing* be changed until the ``accounting_for`` around ends, as it is its making."""
    accounted.set(accounted.get() | {(type(thing), str(thing.pk))})


def is_accounted(model, pk):
    return (model, str(pk)) in accounted.get()


class Correctable(models.Model):
    """Mixin of what readers were told: once public, its ``substance`` changes only with an account of it.

    It stands behind the mixins that settle columns before they are stored.
    """

    #: The columns that cannot change in silence.
    substance = ()
    corrected_at = models.DateTimeField(_("corrected at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def updated_at(self):
        """The moment of its publication, or of the latest correction."""
        return max(filter(None, [self.publish_at, self.corrected_at]), default=None)

    @cached_property
    def was_public_when_opened(self):
        """Whether it was public when it was read for a form, which asks for an account then."""
        return bool(self.pk) and self.was_public()

    def save(self, *args, **kwargs):
        names = self.substance
        if kwargs.get("update_fields") is not None:
            names = [name for name in names if name.removesuffix("_id") in kwargs["update_fields"]]
        if not is_accounted(type(self), self.pk) and differs(self, names) and self.was_public():
            raise Unaccounted(self)
        super().save(*args, **kwargs)


class PartOfCorrectable(models.Model):
    """Mixin of a row that readers were told as part of something Correctable, and that changes only with it.

    Once the whole is public, no part of it is added, changed in its ``substance`` or deleted in silence.
    """

    #: The columns that cannot change in silence, and the foreign key to the Correctable.
    substance = ()
    whole = None

    class Meta:
        abstract = True

    def is_told(self):
        """Say whether readers were told of the whole, and nobody accounts for its change."""
        thing = getattr(self, self.whole)
        return not is_accounted(type(thing), thing.pk) and thing.was_public()

    def save(self, *args, **kwargs):
        if (self._state.adding or differs(self, self.substance)) and self.is_told():
            raise Unaccounted(getattr(self, self.whole))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.is_told():
            raise Unaccounted(getattr(self, self.whole))
        return super().delete(*args, **kwargs)


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


class Correction(models.Model):
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

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The log of corrections only grows.")
        self.day = timezone.localdate(self.made_at)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.kind == self.Kind.CORRECTION:
                self.thing.corrected_at = self.made_at
                type(self.thing)._base_manager.filter(pk=self.thing.pk).update(corrected_at=self.made_at)

    def delete(self, *args, **kwargs):
        raise TypeError("The log of corrections only grows.")
