"""The forms that editors have open at this moment."""

import datetime
import re

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

#: A browser tells of an open form every ten seconds, or every minute while its window is hidden. A form of which it has
#: told nothing for this time is closed.
ALIVE = datetime.timedelta(seconds=75)
#: The time after which rows are deleted. Until then a form that was sent twice is recognised.
KEPT = datetime.timedelta(days=7)
#: The identifier of a form in a browser: a UUID.
WINDOW = re.compile(r"[0-9a-f-]{36}")


class OpenFormQuerySet(models.QuerySet):
    def alive(self) -> models.QuerySet:
        """Return the forms that are open now."""
        return self.filter(seen_at__gt=timezone.now() - ALIVE)

    def of(self, kind: str, key: str) -> models.QuerySet:
        return self.filter(kind=kind, key=key)

    def added_by(self, window: str, user: models.Model, kind: str) -> "OpenForm | None":
        """Return the form *window* of *user* if it has added a row of *kind*."""
        return self.filter(window=window, user=user, kind=kind, has_added=True).first()


class OpenForm(models.Model):
    """A form that an editor has open in one window of a browser, or that has added a row.

    ``kind`` is the label of the model, such as "news.newsitem", and ``key`` the primary key of the row. The form of a new
    translation has the key "translation_of=12".
    """

    window = models.CharField(max_length=36, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # a part: it means nothing without its editor
        related_name="+",
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_unsaved = models.BooleanField(default=False)
    has_added = models.BooleanField(default=False)
    #: A digest of the data with which the row was added.
    sent = models.CharField(max_length=32)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "key"], name="core_openform_of_row")]

    def __str__(self):
        return f"{self.kind} {self.key}"


def note_open(window: str, user: models.Model, kind: str, key: str, is_unsaved: bool) -> None:
    """Note that *user* has the form *window* open."""
    now = timezone.now()
    values = {"kind": kind, "key": key, "seen_at": now, "is_unsaved": is_unsaved}
    if OpenForm.objects.filter(window=window, user=user).update(**values):
        return
    OpenForm.objects.filter(seen_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            OpenForm.objects.create(window=window, user=user, **values)
    except IntegrityError:
        return  # another account uses the identifier, or the same window has told of it twice at this moment


def note_added(window: str, user: models.Model, kind: str, key: str, sent: str) -> None:
    """Note that the form *window* has added the row *key* of *kind*, so that sending it again adds no second one.

    *sent* is a digest of its data.

    Raises IntegrityError if the same form has added a row at the same moment.
    """
    values = {"kind": kind, "key": key, "sent": sent, "is_unsaved": False, "has_added": True}
    values["seen_at"] = timezone.now()
    forms = OpenForm.objects.filter(window=window, user=user)
    # The same identifier may have added another row before, with other data.
    if not forms.exclude(sent=sent, has_added=True).update(**values):
        OpenForm.objects.create(window=window, user=user, **values)


def note_closed(window: str, user: models.Model) -> None:
    """Note that *user* has closed the form *window*. A form that has added a row stays known."""
    OpenForm.objects.filter(window=window, user=user, has_added=False).delete()
