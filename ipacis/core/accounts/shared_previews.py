"""Links with which a colleague without an account sees a text that is not public yet."""

import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

#: Signs the keys in links. A link is always the same, so that an editor can send it twice.
SIGNER = signing.Signer(salt="ipacis.shared-preview")


class SharedPreviewQuerySet(models.QuerySet):
    def valid(self) -> models.QuerySet:
        """Return the links that work now, as far as the links themselves decide it."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def of(self, row: models.Model) -> models.QuerySet:
        return self.filter(kind=row._meta.label_lower, key=row.pk)

    def with_token(self, token: str) -> "SharedPreview | None":
        """Return the valid link with the signed *token*, None if there is none."""
        try:
            pk = int(SIGNER.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        return self.valid().filter(pk=pk).first()


class SharedPreview(models.Model):
    """A link to the preview of the row of ``kind``, such as "news.newsitem", with the primary key ``key``.

    It works until it expires, is revoked, or the row is public. The link contains the signed key of this row, so that who
    reads the table has no link.
    """

    kind = models.CharField(max_length=60)
    key = models.PositiveBigIntegerField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the link works on when an account is deleted, and can be revoked
        related_name="+",
        null=True,
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    #: When the link was last opened.
    opened_at = models.DateTimeField(null=True)

    objects = SharedPreviewQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "key"], name="core_sharedpreview_of_row")]

    def __str__(self):
        return f"{self.kind}/{self.key}"

    @property
    def token(self) -> str:
        return SIGNER.sign(str(self.pk))


def share(row: models.Model, editor: models.Model, days: int) -> SharedPreview:
    """Make a link to the preview of *row* that works for *days*."""
    expires_at = timezone.now() + datetime.timedelta(days=days)
    return SharedPreview.objects.create(
        kind=row._meta.label_lower, key=row.pk, created_by=editor, expires_at=expires_at
    )
