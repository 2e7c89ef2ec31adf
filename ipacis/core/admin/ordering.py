"""Rows of an inline: moved, removed and added in one save, also when others added or deleted some meanwhile."""

import contextlib
import json
import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ipacis.core.record.merging import unique_with

from .dates import trust_dates

#: More rows no form holds.
MOST_ROWS = 2_000


class PartForm(forms.ModelForm):
    """A row of an inline. What must be unique among the rows of one owner is left to the list of all rows."""

    #: What the row held when the page was opened: {field: what its control sends}, in JSON.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.open_for_form()
        if "order" in self.fields:
            self.fields["order"].required = False
            self.fields["order"].help_text = ""
            if not self.instance.pk:
                self.initial.pop("order", None)
                self.fields["order"].initial = None
        if self.instance.pk and not self.is_bound:
            texts = {name: sent(field, self[name].value()) for name, field in written_in(self.fields)}
            self.initial["opened"] = json.dumps(texts, ensure_ascii=False)

    @cached_property
    def changed_data(self):
        # What a hidden field remembers for the form is no change of the row.
        return [name for name in super().changed_data if name != "opened"]

    def full_clean(self):
        if not self.is_bound or not self.instance.pk or self.changed_data or self.is_deletion():
            super().full_clean()
            return
        # A row that the editor left alone is valid as it is stored; what it holds is compared with the other rows.
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {field.name: self.stored_value(field) for field in self.own_fields()}

    def is_deletion(self):
        """Say whether the editor deletes the row."""
        return bool(self.data.get(self.add_prefix("DELETE")))

    def own_fields(self):
        """Return the fields of the model that the form shows."""
        options = self.instance._meta
        return [field for field in (*options.fields, *options.many_to_many) if field.name in self.fields]

    def stored_value(self, field):
        """Return what the row holds in *field*: the key of a foreign key, the rows of a relation to many, else the value."""
        if field.primary_key:
            return self.instance
        if field.many_to_many:
            return list(getattr(self.instance, field.name).all())
        return getattr(self.instance, field.attname)

    def clean(self):
        cleaned = super().clean()
        trust_dates(self)
        return cleaned


def written_in(fields):
    """Return the (name, field) pairs of *fields* in which an editor writes what the row is about."""
    return [
        (name, field) for name, field in fields.items() if name not in {"id", "opened", "order", "DELETE"}
    ]


def sent(field, value):
    """Return what the control of *field* sends when it holds *value*, as a sorted list of texts."""
    value = field.prepare_value(value)
    if not isinstance(value, bool):
        value = field.widget.format_value(value)
    values = value if isinstance(value, list | tuple) else [value]
    return sorted(str(text).replace("\r\n", "\n") for text in values if text not in (None, "", False))


def was_written_in(fields, data, prefix):
    """Say whether the editor changed the row *prefix* of the form *data* after opening the page."""
    try:
        opened = json.loads(data[f"{prefix}-opened"])
        return any(
            sent(field, field.widget.value_from_datadict(data, {}, f"{prefix}-{name}")) != opened[name]
            for name, field in written_in(fields)
        )
    except (KeyError, TypeError, ValueError):
        return True  # what no browser sends; no text is lost by it


def without_gone(data, prefix, present, fields):
    """Return the form *data* without the rows of *prefix* whose primary key is not in *present*.

    Somebody deleted them after the editor had opened the page, so they stay deleted. Only those that the editor
    changed meanwhile are kept, as new rows at the end, so that no text is lost. *fields* are those of a row.
    """
    initial, total = (int(data[f"{prefix}-{name}"]) for name in ("INITIAL_FORMS", "TOTAL_FORMS"))
    if not 0 <= initial <= total <= MOST_ROWS:
        return data
    there = [row for row in range(initial) if data.get(f"{prefix}-{row}-id") in present]
    if len(there) == initial:
        return data
    known = set(there)
    written = [
        row
        for row in range(initial)
        if row not in known
        and not data.get(f"{prefix}-{row}-DELETE")
        and was_written_in(fields, data, f"{prefix}-{row}")
    ]
    places = {row: place for place, row in enumerate([*there, *range(initial, total), *written])}
    moved = data.copy()
    fields = [(name, found) for name in data if (found := re.fullmatch(rf"{prefix}-([0-9]+)-(.+)", name))]
    for name, _found in fields:
        del moved[name]
    for name, found in fields:
        row, field = int(found[1]), found[2]
        if row in places:
            gone = field == "id" and row not in known
            moved.setlist(f"{prefix}-{places[row]}-{field}", [""] if gone else data.getlist(name))
    moved[f"{prefix}-INITIAL_FORMS"] = str(len(there))
    moved[f"{prefix}-TOTAL_FORMS"] = str(len(places))
    return moved


class OrderedFormSet(forms.BaseInlineFormSet):
    """Rows numbered 1, 2, 3 … in the order that the editor gave; those without a number come last.

    Rows that somebody else added after the editor had opened the page stay, behind the editor's own; rows that
    somebody else deleted stay deleted.
    """

    def __init__(self, data=None, files=None, instance=None, *, prefix=None, **kwargs):
        if data and instance and instance.pk:
            prefix = prefix or self.get_default_prefix()
            rows = self.model._base_manager.filter(**{self.fk.name: instance})
            # Of numbers that no browser sends the form that counts the rows says what is wrong.
            with contextlib.suppress(KeyError, ValueError):
                present = {str(pk) for pk in rows.values_list("pk", flat=True)}
                data = without_gone(data, prefix, present, self.form.base_fields)
        super().__init__(data, files, instance, prefix=prefix, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        # The row of the owner is there already; each part would read it again.
        setattr(form.instance, self.fk.name, self.instance)
        return form

    @property
    def has_order(self):
        return "order" in self.form.base_fields

    def rows(self):
        """Return the forms of the rows that are there after saving."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and (form.instance.pk or form.has_changed())
            and not (self.can_delete and self._should_delete_form(form))
        ]

    def clean(self):
        if self.has_order:
            for number, form in enumerate(sorted(self.rows(), key=place), 1):
                form.cleaned_data["order"] = form.instance.order = number
        super().clean()
        if self.instance.pk:
            self.check_others()

    def others(self):
        """Return the rows that are stored and not among those of the form."""
        known = [form.instance.pk for form in self.initial_forms if form.instance.pk]
        return self.model._base_manager.filter(**{self.fk.name: self.instance}).exclude(pk__in=known)

    def check_others(self):
        """Raise ValidationError when somebody else added meanwhile what the editor adds too."""
        if not self.has_changed():
            return
        others = list(self.others())
        for names in unique_with(self.fk):
            columns = [self.model._meta.get_field(name).attname for name in names]
            added = {tuple(getattr(row, column) for column in columns): row for row in others}
            for form in self.rows():
                values = tuple(getattr(form.instance, column) for column in columns)
                row = added.get(values)
                if row and None not in values:
                    raise ValidationError(
                        _("Somebody else added “%(row)s” meanwhile: delete your row of it.") % {"row": row}
                    )

    def get_unique_error_message(self, unique_check):
        fields = [name for name in unique_check if name != self.fk.name]
        labels = ", ".join(str(self.form.base_fields[name].label) for name in fields)
        return _("The same stands in the list twice (%(fields)s).") % {"fields": labels}

    def save(self, commit=True):
        if not (commit and self.has_order and self.has_changed()):
            return super().save(commit)
        with transaction.atomic():
            siblings = self.model._base_manager.filter(**{self.fk.name: self.instance})
            saved = super().save()
            rows = [form.instance for form in self.rows()]
            others = list(siblings.exclude(pk__in=[row.pk for row in rows]).order_by("order", "pk"))
            for number, row in enumerate(others, len(rows) + 1):
                row.order = number
            self.model._base_manager.bulk_update([*rows, *others], ["order"])
        return saved


def place(form):
    """Return the key of a row: its number; of two with one number, what was moved up to it comes first."""
    new, old = form.cleaned_data.get("order"), form.initial.get("order")
    if new is None:
        return (1, 0, 0)
    moved = 0 if old is None else (new > old) - (new < old)
    return (0, new, moved)
