"""The values of form fields in a form that can be compared, kept in a hidden field and put back into posted data.

A Value does not depend on the language of the page: it is the same for "2024-03-05" and for "05.03.2024".
"""

import contextlib
import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorFormField

from ipacis.core.text.moments import moment_text
from ipacis.core.text.richtext import plain, sanitize

#: A text, or the sorted texts of a field with several values. An empty field is "" or [].
Value = str | list[str]


def value_of(field: forms.Field, value: Any) -> Value:
    """Return the Value of the Python *value* of *field*."""
    if isinstance(value, list | tuple | QuerySet):
        return sorted(map(text_of, value))
    if isinstance(field, forms.ModelMultipleChoiceField) and not value:
        return []
    if isinstance(field, ProseEditorFormField):
        return sanitize(value or "")
    return text_of(value)


def text_of(value: Any) -> str:
    """Return the text of one Python *value*: the key of a row, the name of a file, a date in the form of ISO 8601."""
    match value:
        case None | False:
            return ""
        case Model():
            return str(value.pk)
        case File():
            return value.name or ""
        case datetime.datetime():
            return value.astimezone(datetime.UTC).replace(microsecond=0).isoformat()
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
    return str(value).replace("\r\n", "\n").strip()


def posted_value(field: forms.Field, data: QueryDict, files: Any, name: str) -> Value | None:
    """Return the Value of *field*, called *name*, in posted *data*; None for a file field that the editor left alone.

    An invalid value is returned as it was typed.
    """
    raw = field.widget.value_from_datadict(data, files, name)
    if isinstance(field, forms.FileField):
        return None if raw is None else text_of(raw)
    if isinstance(field, forms.ModelChoiceField):
        return value_of(field, raw)
    try:
        return value_of(field, field.clean(raw))
    except ValidationError:
        return value_of(field, raw)


def inner_widget(widget: forms.Widget) -> forms.Widget:
    """Return *widget*, or the one inside it if it is a RelatedFieldWidgetWrapper."""
    return getattr(widget, "widget", widget)


def put(data: QueryDict, widget: forms.Widget, name: str, value: Any) -> None:
    """Write the Python *value* into *data* as a browser would send it from *widget*, called *name*."""
    widget = inner_widget(widget)
    if isinstance(widget, forms.MultiWidget):
        for ending, part, one in zip(
            widget.widgets_names, widget.widgets, widget.decompress(value), strict=True
        ):
            put(data, part, name + ending, one)
    elif isinstance(widget, forms.CheckboxInput):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif widget.needs_multipart_form:
        return  # the browser sends no file: the stored one stays
    elif isinstance(value, list | tuple):
        data.setlist(name, list(map(text_of, value)))
    else:
        shown = widget.format_value(text_of(value) if isinstance(value, Model) else value)
        data[name] = "".join(map(str, shown)) if isinstance(shown, list) else shown or ""


def in_words(field: forms.Field, value: Value) -> str:
    """Return *value* of *field* as an editor reads it: labels of chosen rows, a text without tags, a date in words."""
    if not value:
        return ""
    if isinstance(field, ProseEditorFormField):
        return plain(value)
    if isinstance(field, forms.ModelChoiceField):
        return chosen_labels(field, value if isinstance(value, list) else [value])
    if isinstance(field, forms.BooleanField):
        return _("yes")
    if choices := getattr(field, "choices", None):
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(value, value)
    if isinstance(value, list):
        return " ".join(value)
    with contextlib.suppress(ValueError):  # the editor typed what is no date
        if isinstance(field, forms.SplitDateTimeField):
            return moment_text(datetime.datetime.fromisoformat(value))
        if isinstance(field, forms.DateField):
            return date_format(datetime.date.fromisoformat(value))
    return value


def chosen_labels(field: forms.ModelChoiceField, keys: list[str]) -> str:
    """Return the labels of the rows with the primary *keys*, one in a line. A row that is gone has its number."""
    rows = field.queryset.filter(pk__in=[key for key in keys if key.isdecimal()])
    labels = {str(row.pk): str(field.label_from_instance(row)) for row in rows}
    return "\n".join(labels.get(key, f"№ {key}") for key in keys)


def digest(value: Value) -> str:
    """Return a short text that differs for different values."""
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=8).hexdigest()
