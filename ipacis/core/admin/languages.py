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
    """Return a row of a fieldset for each of the translated fields *names*: the names of its columns."""
    return [tuple(label_columns(name)) for name in names]


def tell_language(formfield: Field | None, db_field: models.Field) -> Field | None:
    """Add the language of the column *db_field* to the label of *formfield*, and as ``lang`` for spelling checkers."""
    code = getattr(db_field, "_translated_field_language_code", None)
    if code and formfield:
        formfield.label = _("%(field)s (%(language)s)") % {
            "field": capfirst(db_field.verbose_name),
            "language": NAMES[code],
        }
        formfield.widget.attrs["lang"] = code
    return formfield
