"""Dates with a precision, as editors fill them in."""

from ipacis.core.record.dates import Precision


def trust_dates(form):
    """Let a date that the editor wrote beside "unknown" be known to the day; it would be dropped otherwise."""
    for name in [name for name in form.fields if name.endswith("_precision")]:
        stem = name.removesuffix("_precision")
        date = stem if stem in form.fields else f"{stem}_date"
        if (
            date in form.changed_data
            and form.cleaned_data.get(date)
            and form.cleaned_data.get(name) == Precision.UNKNOWN
        ):
            form.cleaned_data[name] = Precision.DAY
