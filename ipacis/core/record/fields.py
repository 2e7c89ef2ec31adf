"""A many-to-many field that protects its targets, and the names of rows in messages."""

from typing import Any

from django.db import models


def in_full(row: models.Model) -> str:
    """Return the name of *row* for a message to an editor: its ``in_full()`` if it has one, else ``str``.

    ``in_full()`` also names what the row belongs to, so that it can be understood on its own.
    """
    return row.in_full() if hasattr(row, "in_full") else str(row)


class ProtectedManyToManyField(models.ManyToManyField):
    """A ManyToManyField whose targets cannot be deleted while rows refer to them (``on_delete=PROTECT``).

    Django's own field would delete the links without notice. The row with the field can be deleted, together with its
    links. The admin shows the rows that prevent a deletion with their ``in_full`` names.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        through = self.remote_field.through
        if cls._meta.abstract or through is None:
            return
        source, target = (field for field in through._meta.local_fields if field.is_relation)
        target.remote_field.on_delete = models.PROTECT
        through.__str__ = lambda link: in_full(getattr(link, source.name))
        through._meta.verbose_name = cls._meta.verbose_name

    def deconstruct(self) -> tuple[str, str, list, dict[str, Any]]:
        # Django enforces PROTECT and the database does not, so an ordinary ManyToManyField is enough for migrations.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ManyToManyField", args, kwargs
