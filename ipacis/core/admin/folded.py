"""Rows of an inline that a page shows in one line each until the editor opens them.

The page holds the values of these rows as data, from which a script makes the fields of the rows that are opened. A row that
stayed folded posts no field but its place in the order, and keeps what is stored. Long lists open and save fast in this way.
"""

import json
from typing import Any

from django.utils.functional import cached_property

from .form_values import inner_widget
from .ordering import OrderedFormSet, number_of
from .part_forms import PartForm
from .simultaneous import Rebase

#: The field of the place in the order.
ORDER = "order"


class FoldedForm(PartForm):
    """The form of a row that may be folded."""

    @cached_property
    def is_folded(self) -> bool:
        """Whether the page shows the stored row in one line, or the editor left it so."""
        if not self.instance.pk or self.is_deletion():
            return False
        return not self.is_bound or not any(self.add_prefix(name) in self.data for name in self.content_names)

    @cached_property
    def is_left_alone(self) -> bool:
        """Whether the editor posts the row without its fields."""
        return self.is_bound and self.is_folded

    @cached_property
    def rebase(self):
        return Rebase() if self.is_left_alone else super().rebase

    @cached_property
    def changed_data(self):
        return [] if self.is_left_alone else super().changed_data

    def shown_value(self, name):
        if self.is_folded:  # the browser posts no value of it
            return self.fields[name].prepare_value(self[name].initial)
        return super().shown_value(name)

    @property
    def is_moved(self) -> bool:
        """Whether the row has another place in the order than the stored one."""
        return self.is_left_alone and self.cleaned_data[ORDER] != self.initial[ORDER]

    @property
    def order_shown(self) -> str:
        """The place in the order that the page shows."""
        return str(self[ORDER].value() or "")

    @property
    def order_json(self) -> str:
        """What the editor of a folded row has seen of it, for the hidden field ``opened``."""
        return json.dumps({ORDER: str(self.initial.get(ORDER, ""))})

    def full_clean(self):
        super().full_clean()
        if self.is_left_alone and not self.is_filled:
            place = number_of(self.data.get(self.add_prefix(ORDER), ""))
            self.cleaned_data[ORDER] = place or self.initial[ORDER]


class FoldedFormSet(OrderedFormSet):
    """Rows that the page shows folded. Rows with errors are open."""

    def has_changed(self):
        return super().has_changed() or any(form.is_moved for form in self.initial_forms if form.is_valid())

    @property
    def folded_values(self) -> dict[int, dict[str, Any]]:
        """{number of a form: {name of a field: Value}} of the folded rows."""
        return {
            number: form.stored_values() for number, form in enumerate(self.initial_forms) if form.is_folded
        }

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """{name of a field: {primary key: label}} of the rows that are chosen in autocompletes."""
        widgets = {name: inner_widget(field.widget) for name, field in self.form.base_fields.items()}
        return {name: widget.known for name, widget in widgets.items() if getattr(widget, "known", None)}
