"""Rows of an inline that may be moved, removed and added again in one save, though their places are unique."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .dates import trust_dates

#: Rows wait beyond this place while others take theirs; a small positive integer ends at 32,767.
APART = 16_000


class PartForm(forms.ModelForm):
    """A row of an inline. What must be unique among the rows of one owner is left to the list of all rows."""

    def __init__(self, *args, owner=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        if "order" in self.fields:
            self.fields["order"].required = False
            self.fields["order"].help_text = ""
            if not self.instance.pk:
                self.initial.pop("order", None)
                self.fields["order"].initial = None

    def clean(self):
        cleaned = super().clean()
        trust_dates(self)
        return cleaned

    def validate_constraints(self):
        exclude = {*self._get_validation_exclusions(), self.owner}
        try:
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)


class OrderedFormSet(forms.BaseInlineFormSet):
    """Rows numbered 1, 2, 3 … in the order that the editor gave; those without a number come last."""

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "owner": self.fk.name}

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

    def get_unique_error_message(self, unique_check):
        fields = [name for name in unique_check if name != self.fk.name]
        labels = ", ".join(str(self.form.base_fields[name].label) for name in fields)
        return _("The same stands in the list twice (%(fields)s).") % {"fields": labels}

    def save(self, commit=True):
        if not (commit and self.has_order and self.has_changed()):
            return super().save(commit)
        with transaction.atomic():
            siblings = self.model._base_manager.filter(**{self.fk.name: self.instance})
            siblings.update(order=F("order") + APART)
            saved = super().save()
            self.model._base_manager.bulk_update([form.instance for form in self.rows()], ["order"])
        return saved


def place(form):
    """Return the key of a row: its number; of two with one number, what was moved up to it comes first."""
    new, old = form.cleaned_data.get("order"), form.initial.get("order")
    if new is None:
        return (1, 0, 0)
    moved = 0 if old is None else (new > old) - (new < old)
    return (0, new, moved)
