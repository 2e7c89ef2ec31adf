"""Validation errors that occur when a row is stored. Their messages are for editors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _


@contextmanager
def naming(row: Model) -> Iterator[None]:
    """Add a note that names *row* to an error of the block, so that whoever runs a program over many rows finds it."""
    try:
        yield
    except Exception as error:
        error.add_note(f"The row is {row._meta.label} {row.pk}.")
        raise


class AddressTaken(ValidationError):
    """The address of the row leads, or once led, to another record. *path* is the address."""

    def __init__(self, path: str):
        message = _("The address “%(path)s” belongs to something else, or once did. Choose another one.")
        super().__init__(message, code="address_taken", params={"path": path})


class NameTaken(ValidationError):
    """Another record has a name that may belong to one record only."""


class CorrectionRequired(ValidationError):
    """A guarded field of *thing*, which was public, would change without an entry in the log of corrections."""

    def __init__(self, thing):
        message = _(
            "“%(thing)s” was public. Say whether this is a correction, with a note for readers, or no change "
            "of substance."
        )
        super().__init__(message, code="correction_required", params={"thing": thing})
