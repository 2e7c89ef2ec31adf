"""Translated fields in the admin: their columns for all languages side by side."""

from django.db import models
from django.forms import Field
from django.utils.text import capfirst

from ipacis.core.text.labels import column_language, field_label, label_columns


def both(*names: str) -> list[tuple[str, ...]]:
    """Return, for each of the translated fields *names*, a row of a fieldset with its columns of all languages."""
    return [tuple(label_columns(name)) for name in names]


def tell_language(formfield: Field | None, db_field: models.Field) -> Field | None:
    """Return *formfield* with the language of the column *db_field* in its label, and as ``lang`` for spell checkers.

    None, and the form field of a column without a language, are returned unchanged.
    """
    if formfield and (code := column_language(db_field)):
        formfield.label = capfirst(field_label(db_field))
        formfield.widget.attrs["lang"] = code
    return formfield
