"""Inlines whose rows an editor orders, adds and deletes in one save, also while others add or delete rows."""

import contextlib
import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ipacis.core.merging import unique_with

from .dates import trust_dates
from .texts import tidy_texts

#: The most rows of an inline in a form that is processed.
MOST_ROWS = 2_000


class PartForm(forms.ModelForm):
    """The form of one row of an inline. The formset checks what must be unique among the rows of one owner."""

    #: The values of the row when the editor opened the page, as JSON: {field: sorted texts that the browser sends}.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    #: The name of the foreign key to the owner of the row. The formset fills it.
    owner_name = ""

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
            texts = {
                name: sent_texts(field, self[name].value())
                for name, field in content_fields(self.fields).items()
            }
            self.initial["opened"] = json.dumps(texts, ensure_ascii=False)

    @cached_property
    def changed_data(self):
        # The hidden field holds data of the form itself, so it does not change the row.
        return [name for name in super().changed_data if name != "opened"]

    def full_clean(self):
        if not self.is_bound or not self.instance.pk or self.changed_data or self.is_deletion():
            super().full_clean()
            return
        # An unchanged row is not validated. Its stored values are needed for the comparison with the other rows.
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {field.name: self.stored_value(field) for field in self.own_fields()}

    def is_deletion(self) -> bool:
        """Say whether the editor deletes the row."""
        return bool(self.data.get(self.add_prefix("DELETE")))

    def own_fields(self) -> list[Field]:
        """Return the fields of the model that the form shows."""
        options = self.instance._meta
        return [field for field in (*options.fields, *options.many_to_many) if field.name in self.fields]

    def stored_value(self, field: Field) -> Any:
        """Return the stored value of *field*.

        This is the row itself for its primary key, the key for a foreign key, and a list of rows for a many-to-many
        relation.
        """
        if field.primary_key:
            return self.instance
        if field.many_to_many:
            return list(getattr(self.instance, field.name).all())
        return getattr(self.instance, field.attname)

    def clean(self):
        cleaned = super().clean()
        tidy_texts(self)
        trust_dates(self)
        return cleaned

    def validate_constraints(self):
        # Django 6.1 calls this; Django 5.2 validates the constraints in ``full_clean``, without the owner. The formset
        # checks what must be unique among the rows of the owner.
        try:
            self.instance.validate_constraints({*self._get_validation_exclusions(), self.owner_name})
        except ValidationError as error:
            self._update_errors(error)


def content_fields(fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """Return those of the form *fields* that hold the content of a row: not its key, its order and control fields."""
    return {name: field for name, field in fields.items() if name not in {"id", "opened", "order", "DELETE"}}


def sent_texts(field: forms.Field, value: Any) -> list[str]:
    """Return the texts that a browser sends for *field* with *value*, as a sorted list."""
    value = field.prepare_value(value)
    if not isinstance(value, bool):
        value = field.widget.format_value(value)
    values = value if isinstance(value, list | tuple) else [value]
    return sorted(str(text).replace("\r\n", "\n") for text in values if text not in (None, "", False))


def was_edited(fields: dict[str, forms.Field], data: QueryDict, prefix: str) -> bool:
    """Say whether the editor changed the row *prefix* of the form *data* after opening the page."""
    try:
        opened = json.loads(data[f"{prefix}-opened"])
        return any(
            sent_texts(field, field.widget.value_from_datadict(data, {}, f"{prefix}-{name}")) != opened[name]
            for name, field in content_fields(fields).items()
        )
    except (KeyError, TypeError, ValueError):
        return True  # the hidden field is missing or damaged; keep the row so that no text is lost


def without_deleted_rows(
    data: QueryDict, prefix: str, present: set[str], fields: dict[str, forms.Field]
) -> QueryDict:
    """Return the form *data* without the rows of the formset *prefix* whose primary key is not in *present*.

    Somebody deleted these rows after the editor had opened the page, so they stay deleted. Those that the editor
    changed become new rows at the end, so that no text is lost. *fields* are the form fields of a row. Raises KeyError
    or ValueError if the row counts of the management form are missing or are not numbers.
    """
    initial, total = (int(data[f"{prefix}-{name}"]) for name in ("INITIAL_FORMS", "TOTAL_FORMS"))
    if not 0 <= initial <= total <= MOST_ROWS:
        return data
    stored = [row for row in range(initial) if data.get(f"{prefix}-{row}-id") in present]
    if len(stored) == initial:
        return data
    known = set(stored)
    edited = [
        row
        for row in range(initial)
        if row not in known
        and not data.get(f"{prefix}-{row}-DELETE")
        and was_edited(fields, data, f"{prefix}-{row}")
    ]
    new = range(initial, total)
    new_numbers = {row: number for number, row in enumerate([*stored, *new, *edited])}
    renumbered = data.copy()
    names = {name: found for name in data if (found := re.fullmatch(rf"{prefix}-([0-9]+)-(.+)", name))}
    for name in names:
        del renumbered[name]
    for name, found in names.items():
        row, field = int(found[1]), found[2]
        if row in new_numbers:
            values = [""] if field == "id" and row not in known else data.getlist(name)
            renumbered.setlist(f"{prefix}-{new_numbers[row]}-{field}", values)
    renumbered[f"{prefix}-INITIAL_FORMS"] = str(len(stored))
    renumbered[f"{prefix}-TOTAL_FORMS"] = str(len(new_numbers))
    return renumbered


class OrderedFormSet(forms.BaseInlineFormSet):
    """Rows numbered 1, 2, 3 … in the order of the numbers that the editor typed. Rows without a number come last.

    Rows that somebody else added after the editor had opened the page stay, after those of the editor. Rows that
    somebody else deleted stay deleted.
    """

    def __init__(self, data=None, files=None, instance=None, *, prefix=None, **kwargs):
        if data and instance and instance.pk:
            prefix = prefix or self.get_default_prefix()
            rows = self.model._base_manager.filter(**{self.fk.name: instance})
            # The management form itself reports row counts that are missing or are not numbers.
            with contextlib.suppress(KeyError, ValueError):
                present = {str(pk) for pk in rows.values_list("pk", flat=True)}
                data = without_deleted_rows(data, prefix, present, self.form.base_fields)
        super().__init__(data, files, instance, prefix=prefix, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        # Otherwise the row would query its owner.
        setattr(form.instance, self.fk.name, self.instance)
        form.owner_name = self.fk.name
        return form

    @property
    def has_order(self) -> bool:
        return "order" in self.form.base_fields

    def rows(self) -> list[PartForm]:
        """Return the forms of the rows that exist after saving."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and (form.instance.pk or form.has_changed())
            and not (self.can_delete and self._should_delete_form(form))
        ]

    def clean(self):
        if self.has_order:
            for number, form in enumerate(sorted(self.rows(), key=order_key), 1):
                form.cleaned_data["order"] = form.instance.order = number
        super().clean()
        if self.instance.pk:
            self.check_others()

    def others(self) -> QuerySet:
        """Return the stored rows that the form does not contain."""
        known = [form.instance.pk for form in self.initial_forms if form.instance.pk]
        return self.model._base_manager.filter(**{self.fk.name: self.instance}).exclude(pk__in=known)

    def check_others(self) -> None:
        """Raise ValidationError if somebody else meanwhile added a row that equals a row of the editor."""
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
        return _("The list has the same entry twice (%(fields)s).") % {"fields": labels}

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


def order_key(form: PartForm) -> tuple[int, int, int]:
    """Return the sort key of a row: its typed number. Rows without a number come last.

    Among rows with the same number, one that the editor moved up comes first, and one that was moved down comes last.
    """
    new, old = form.cleaned_data.get("order"), form.initial.get("order")
    if new is None:
        return (1, 0, 0)
    moved = 0 if old is None else (new > old) - (new < old)
    return (0, new, moved)
