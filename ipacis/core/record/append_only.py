"""Logs, whose entries are added and read, and never changed."""

from django.db import models


class AppendOnlyQuerySet(models.QuerySet):
    """Entries of a log; every change or deletion raises TypeError."""

    def refuse(self, *args, **kwargs):
        raise TypeError(f"The log of {self.model._meta.label} only grows.")

    update = delete = bulk_update = refuse
