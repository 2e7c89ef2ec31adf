"""The list of sensitive acts: the lines of the audit log about accounts and what editors publish, in the database.

Entries are added and never changed. What readers do, such as exports without an account, is in the log of the server only.
"""

import logging
from typing import Any

from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.append_only import AppendOnlyQuerySet

from .lines import current

logger = logging.getLogger("ipacis.audit")

#: {event of the audit log: what editors read}
EVENTS = {
    "signed in": _("signed in"),
    "signed out": _("signed out"),
    "sign-in failed": _("sign-in failed"),
    "locked out": _("locked out after too many attempts"),
    "password changed": _("password changed"),
    "password set": _("password set"),
    "password reset": _("password reset"),
    "e-mail address added": _("e-mail address added"),
    "e-mail address removed": _("e-mail address removed"),
    "e-mail address changed": _("e-mail address changed"),
    "second factor added": _("second factor added"),
    "second factor removed": _("second factor removed"),
    "second factor refused": _("second factor refused"),
    "recovery codes made anew": _("recovery codes made anew"),
    "account made": _("account made"),
    "account changed": _("account changed"),
    "account deleted": _("account deleted"),
    "group made": _("role made"),
    "group deleted": _("role deleted"),
    "rights changed": _("rights changed"),
    "made a draft": _("made a draft"),
    "sent to review": _("sent to review"),
    "published": _("published"),
    "withdrawn": _("withdrawn"),
    "merged": _("merged"),
    "merge undone": _("merge undone"),
    "deleted": _("deleted"),
    "brought back": _("earlier version restored"),
    "exported": _("exported"),
    "share link made": _("share link made"),
    "share link revoked": _("share link revoked"),
}


class AuditEntry(models.Model):
    """A sensitive act: its moment, the event, the user name of the account, the address of the client.

    ``what`` identifies the rows, "news.newsitem/12", and ``details`` are {name: value} of further facts.
    """

    moment = models.DateTimeField(_("moment"), default=timezone.now, editable=False)
    event = models.CharField(_("event"), max_length=60, db_index=True)
    account = models.CharField(_("account"), max_length=150, blank=True, db_index=True)
    address = models.CharField(_("IP address"), max_length=45, blank=True)
    what = models.TextField(_("what"), blank=True)
    details = models.JSONField(_("details"), default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("sensitive act")
        verbose_name_plural = _("sensitive acts")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.shown_event}: {self.account}" if self.account else str(self.shown_event)

    @property
    def shown_event(self) -> str:
        return EVENTS.get(self.event, self.event)

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The list of sensitive acts only grows.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The list of sensitive acts only grows.")


def keep(event: str, fields: dict[str, Any]) -> None:
    """Add *event* with *fields* to the list, unless no account has to do with it.

    A failure is logged and stops nothing: an editor can sign in while the database is read-only.
    """
    call = current.get()
    facts = {name: str(value) for name, value in fields.items()}
    account = facts.pop("account", "") or (call.account if call else "")
    if not account:
        return
    address = call.address if call else ""
    try:
        with transaction.atomic():
            AuditEntry.objects.create(
                event=event, account=account, address=address, what=facts.pop("what", ""), details=facts
            )
    except DatabaseError:
        logger.exception("the list of sensitive acts cannot be written")
