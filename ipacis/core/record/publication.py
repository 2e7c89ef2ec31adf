"""The states of a publication: draft → in review → published → withdrawn.

A row is public if its state is "published" and the time ``publish_at`` has come. Only ``public`` (for querysets) and
``Publication.is_public`` (for one row) implement this rule. A scheduled row becomes public without a program that
changes it, because both compare ``publish_at`` with the present time.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipacis.core.text.labels import label_field

from .addressed import WITHDRAW_INSTEAD, Addressed
from .addresses import seen_by_readers
from .dates import in_archive
from .policy import Use, immaterial
from .sitemap_parts import SitemapPart


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


def public(now: datetime.datetime | None = None, prefix: str = "") -> models.Q:
    """Return the condition that a Publication is public at the moment *now*, by default the present one.

    *prefix* is the lookup that leads to the Publication, such as "meeting__".
    """
    return models.Q(**{f"{prefix}state": State.PUBLISHED, f"{prefix}publish_at__lte": now or timezone.now()})


class PublicationQuerySet(models.QuerySet):
    """Rows of a Publication model, chosen by their state."""

    def published(self, now: datetime.datetime | None = None) -> models.QuerySet:
        """Return the rows that are public at the moment *now*, by default the present one."""
        return self.filter(public(now))

    def scheduled(self, now: datetime.datetime | None = None) -> models.QuerySet:
        """Return the rows that will be public after the moment *now*, by default the present one."""
        return self.filter(state=State.PUBLISHED, publish_at__gt=now or timezone.now())

    def delete(self):
        """Delete the rows. Raises ProtectedError if readers have seen one of them."""
        if seen := seen_by_readers(self.model, self.order_by().values("pk")):
            raise models.ProtectedError(str(WITHDRAW_INSTEAD), set(self.filter(pk__in=seen)))
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Publication(Addressed):
    """A record that editors draft, publish and may withdraw.

    ``publish_at`` is the moment at which it becomes public, ``created_by`` the account that began it in the admin.
    ``remark`` and ``returned_by`` tell why and by whom it was returned from review, until it is submitted again.
    """

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        validators=[in_archive],
        help_text=_("Empty: at the moment of publishing. In the future: it appears by itself at that time."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal_reason = label_field(_("reason of withdrawal"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # what was published outlives the account of its author
        related_name="+",
        verbose_name=_("created by"),
        null=True,
        editable=False,
    )
    remark = models.TextField(_("remark"), max_length=2000, blank=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the remark outlives the account
        related_name="+",
        verbose_name=_("returned by"),
        null=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified at"), auto_now=True)

    objects = PublicationQuerySet.as_manager()

    field_policy = {
        "state": immaterial(
            "the audit log has the states, and the 410 page informs of a withdrawal", Use.LIST, kept=True
        ),
        "publish_at": immaterial(
            "it follows from the state, and the log of editors has it",
            Use.FEED,
            Use.JSON_LD,
            Use.LIST,
            kept=True,
        ),
        "withdrawn_at": immaterial("it follows from the state", kept=True),
        "withdrawal_reason": immaterial("it is the announcement of the withdrawal itself", kept=True),
        "created_by": immaterial("readers do not see it", kept=True),
        "remark": immaterial("it is for the author", kept=True),
        "returned_by": immaterial("readers do not see it", kept=True),
        "created_at": immaterial("the site writes it, and readers are not shown it"),
        "modified_at": immaterial("the site writes it at each save"),
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_has_time",
                condition=~models.Q(state__in=[State.PUBLISHED, State.WITHDRAWN])
                | models.Q(publish_at__isnull=False),
                violation_error_message=_("What is published needs the time of its publication."),
            ),
        ]
        indexes = [
            # For ``latest_changes``.
            models.Index(
                SitemapPart("id"),
                Greatest("modified_at", "publish_at"),
                name="%(app_label)s_%(class)s_sitemap",
            ),
        ]

    def settle_state(self, now=None):
        now = now or timezone.now()
        if self.state in {State.PUBLISHED, State.WITHDRAWN} and self.publish_at is None:
            self.publish_at = now
        self.withdrawn_at = (self.withdrawn_at or now) if self.state == State.WITHDRAWN else None

    def settle_against(self, change):
        super().settle_against(change)
        stored = change.stored
        is_withdrawn = self.state == State.WITHDRAWN and stored.state != State.WITHDRAWN
        if is_withdrawn and not stored.is_public and not self.was_public():
            self.publish_at = self.withdrawn_at  # so that it was never public, see ``public_since``
        is_published = self.state == State.PUBLISHED and stored.state in {State.DRAFT, State.IN_REVIEW}
        if is_published and self.publish_at == stored.publish_at and not self.was_public():
            # The time that was planned for it has passed without a publication: it becomes public now.
            self.publish_at = max(self.publish_at, timezone.now())

    @classmethod
    def catch_up(cls, rows):
        withdrawn = [row for row in rows if row.state == State.WITHDRAWN]
        seen = seen_by_readers(cls, [row.pk for row in withdrawn])
        unseen = [row for row in withdrawn if row.pk not in seen]
        for row in unseen:
            row.publish_at = row.withdrawn_at  # so that it was never public, see ``public_since``
        cls._base_manager.bulk_update(unseen, ["publish_at"])
        super().catch_up(rows)

    can_be_withdrawn = True

    def public_since(self):
        """Return the moment from which the record is, was or will be public.

        None for a draft, and for a record that was withdrawn before this moment.
        """
        withdrawn_unseen = self.withdrawn_at and self.publish_at and self.withdrawn_at <= self.publish_at
        if self.state not in {State.PUBLISHED, State.WITHDRAWN} or withdrawn_unseen:
            return None
        return self.publish_at

    @property
    def is_public(self) -> bool:
        """Whether the record is public at this moment."""
        return (
            self.state == State.PUBLISHED
            and self.publish_at is not None
            and self.publish_at <= timezone.now()
        )
