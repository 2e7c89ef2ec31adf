"""The form of one row of an inline."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .dates import trust_dates
from .form_values import put
from .simultaneous import (
    MINE,
    REMOVAL,
    THEIRS,
    Conflict,
    Rebase,
    RebasedForm,
    changeable,
    choice_block,
    choice_name,
    chosen,
)
from .texts import tidy_texts


class PartForm(RebasedForm):
    """The form of one row of an inline. The formset checks what must be unique among the rows of one owner."""

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

    def shown_value(self, name: str) -> Any:
        """Return the value of the field *name* that the page shows."""
        return self[name].value()

    @cached_property
    def content_names(self):
        # The formset compares the order of all rows.
        return [name for name in super().content_names if name not in {"order", self.owner_name}]

    def shown_json(self):
        return json.dumps(
            {**self.stored_values(), "order": str(self.initial.get("order", ""))}, ensure_ascii=False
        )

    @cached_property
    def changed_data(self):
        # The hidden field holds data of the form itself, so it does not change the row.
        return [name for name in super().changed_data if name != "opened"]

    @cached_property
    def is_gone(self) -> bool:
        """Whether somebody else deleted the row that the editor had changed. It is then posted as a new row."""
        return self.is_bound and not self.instance.pk and bool(self.opened_values_sent())

    @cached_property
    def rebase(self):
        if self.is_filled:
            return Rebase()
        if self.is_gone:
            return self.rebase_removal("", is_removed=False)
        is_asked = self.add_prefix(choice_name(REMOVAL)) in self.data
        if not (self.is_bound and self.instance.pk and (self.is_deletion() or is_asked)):
            return super().rebase
        opened, stored = self.opened_values_sent(), self.stored_values()
        if all(opened.get(name) == value for name, value in stored.items()):
            return Rebase()
        found = self.rebase_removal(json.dumps(stored), is_removed=True)
        return found if self.is_deletion() or found.conflicts else super().rebase

    def rebase_removal(self, stored: str, is_removed: bool) -> Rebase:
        """Return the Rebase of a row that one editor removed and the other one changed.

        *stored* tells the state of the row, and *is_removed* whether it is the present editor who removes it. A row in
        conflict is not marked for removal, because formsets do not validate those that are.
        """
        self.data = changeable(self.data)
        choice = chosen(self.data, self.add_prefix(choice_name(REMOVAL)), stored)
        is_to_remove = choice == (MINE if is_removed else THEIRS)
        put(self.data, forms.CheckboxInput(), self.add_prefix(REMOVAL), is_to_remove)
        return Rebase() if choice else Rebase(conflicts={REMOVAL: Conflict("", stored, "")})

    def conflict_block(self, name, conflict):
        if name != REMOVAL:
            return super().conflict_block(name, conflict)
        keeps, takes = (
            (_("Keep my row"), _("Leave the row out"))
            if self.is_gone
            else (_("Remove the row"), _("Keep the row as it is stored now"))
        )
        said = (
            _("The row was removed, and you have changed it.")
            if self.is_gone
            else _("The row was changed, and you remove it.")
        )
        key = self.add_prefix(choice_name(REMOVAL))
        return choice_block(key, conflict.theirs, last=self.last_save(), said=said, keeps=keeps, takes=takes)

    def add_error(self, field, error):
        super().add_error(None if field == REMOVAL else field, error)

    def full_clean(self):
        is_new = not self.is_bound or not self.instance.pk
        if self.is_filled or is_new or self.changed_data or self.is_deletion():
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
        self.add_conflicts()
        return cleaned

    def validate_constraints(self):
        # Django 6.1 calls this; Django 5.2 validates the constraints in ``full_clean``, without the owner. The formset
        # checks what must be unique among the rows of the owner.
        try:
            self.instance.validate_constraints({*self._get_validation_exclusions(), self.owner_name})
        except ValidationError as error:
            self._update_errors(error)
