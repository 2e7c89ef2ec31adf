"""Translated fields in the admin: their columns for all languages side by side."""

from django.conf import settings
from django.db import models
from django.forms import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ipacis.core.text.labels import label_columns

#: {code: name} of the languages of the site.
NAMES = dict(settings.LANGUAGES)


def both(*names: str) -> list[tuple[str, ...]]:
    """Return, for each of the translated fields *names*, a row of a fieldset with its columns of all languages."""
    return [tuple(label_columns(name)) for name in names]


def tell_language(formfield: Field | None, db_field: models.Field) -> Field | None:
    """Return *formfield* with the language of the column *db_field* in its label, and as ``lang`` for spell checkers.

    None, and the form field of a column without a language, are returned unchanged.
    """
    code = getattr(db_field, "_translated_field_language_code", None)
    if code and formfield:
        formfield.label = _("%(field)s (%(language)s)") % {
            "field": capfirst(db_field.verbose_name),
            "language": NAMES[code],
        }
        formfield.widget.attrs["lang"] = code
    return formfield
