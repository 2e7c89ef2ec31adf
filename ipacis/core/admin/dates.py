"""Dates in forms."""

import datetime

from django import forms
from django.core.exceptions import ValidationError

from ipacis.core.record.dates import Precision

#: The fields of a DateSpan, in a line of a form.
SPAN = ("start_date", "start_precision", "end_date", "end_precision")


def trust_dates(form: forms.ModelForm) -> None:
    """Set the precision of a date that the editor typed from "unknown" to "day", so that the date is not dropped."""
    for name in [name for name in form.fields if name.endswith("_precision")]:
        stem = name.removesuffix("_precision")
        date = stem if stem in form.fields else f"{stem}_date"
        if (
            date in form.changed_data
            and form.cleaned_data.get(date)
            and form.cleaned_data.get(name) == Precision.UNKNOWN
        ):
            form.cleaned_data[name] = Precision.DAY


def day_of(text: str) -> datetime.date | None:
    """Return the day that *text* means in a form of the active language, None if it means none."""
    try:
        return forms.DateField(required=False).clean(text)
    except ValidationError:
        return None
