"""Inlines whose rows an editor orders, adds and deletes in one save, also while others add or delete rows."""

import contextlib
import re
from operator import attrgetter, itemgetter

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ipacis.core.merging import unique_with

from .form_values import posted_value
from .keeping import FillableFormSet
from .part_forms import PartForm
from .simultaneous import (
    THEIRS,
    LastSave,
    changeable,
    choice_block,
    choice_name,
    chosen,
    last_save,
    read_values,
)

#: The most rows of an inline in a form that is processed.
MOST_ROWS = 2_000
#: The most digits of the number of a row.
MOST_DIGITS = 6


def was_edited(fields: dict[str, forms.Field], data: QueryDict, prefix: str) -> bool:
    """Say whether the editor changed the row *prefix* of the form *data* after opening the page."""
    opened = read_values(data.get(f"{prefix}-opened", ""))
    if not opened:
        return True  # the hidden field is missing or damaged; keep the row so that no text is lost
    return any(
        posted_value(fields[name], data, {}, f"{prefix}-{name}") not in (value, None)
        for name, value in opened.items()
        if name in fields and name != "order"
    )


def sent_keys(data: QueryDict, prefix: str) -> set[str]:
    """Return the primary keys of the stored rows in the formset *prefix* of the form *data*.

    Raises KeyError or ValueError if the row count of the management form is missing or is not a number.
    """
    number = min(int(data[f"{prefix}-INITIAL_FORMS"]), MOST_ROWS)
    return {data.get(f"{prefix}-{row}-id", "") for row in range(number)}


def without_deleted_rows(
    data: QueryDict, prefix: str, present: set[str], fields: dict[str, forms.Field]
) -> QueryDict:
    """Return the form *data* without the rows of the formset *prefix* whose primary key is not in *present*.

    Somebody deleted these rows after the editor had opened the page, so they stay deleted. Those that the editor
    changed become new rows at the end, and their forms ask whether to keep them. *fields* are the form fields of a
    row. Raises KeyError or ValueError if the row counts of the management form are missing or are not numbers.
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


class OrderedFormSet(FillableFormSet):
    """Rows numbered 1, 2, 3 … in the order of the numbers that the editor typed. Rows without a number come last.

    Rows that somebody else added after the editor had opened the page stay. They come after those of the editor if the
    editor changed the order. Rows that somebody else deleted stay deleted. If two editors changed the order of the same
    rows, the form asks which order is right.
    """

    #: Whether the rows are locked until they are saved.
    locks = True
    #: Whether the editor left the order of the stored rows as it is.
    keeps_order = False
    #: Whether two editors changed the order, and this one has not yet chosen.
    has_order_conflict = False
    #: The primary keys, as texts, of the rows that somebody else added after the editor had opened the page.
    added_keys: frozenset[str] = frozenset()
    #: The number of the rows that somebody else deleted.
    removed = 0

    def __init__(self, data=None, files=None, instance=None, *, prefix=None, **kwargs):
        if data and instance and instance.pk:
            prefix = prefix or self.get_default_prefix()
            rows = self.model._base_manager.filter(**{self.fk.name: instance})
            if self.locks:
                # Each row could also be saved on a page of its own at this moment.
                rows = rows.select_for_update(no_key=True)
            present = {str(row) for row in rows.values_list("pk", flat=True)}
            # The management form itself reports row counts that are missing or are not numbers.
            with contextlib.suppress(KeyError, ValueError):
                sent = sent_keys(data, prefix)
                self.added_keys, self.removed = frozenset(present - sent), len(sent - present)
                data = without_deleted_rows(data, prefix, present, self.form.base_fields)
        super().__init__(data, files, instance, prefix=prefix, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        # Otherwise the row would query its owner.
        setattr(form.instance, self.fk.name, self.instance)
        form.owner_name = self.fk.name
        form.last_save = self.last_save
        return form

    def last_save(self) -> LastSave:
        return last_save(self.instance)

    @cached_property
    def forms(self):
        self.data = changeable(self.data)
        forms = super().forms
        if self.is_bound and self.instance.pk and self.has_order and not self.is_filled:
            self.rebase_order(forms)
        return forms

    def rebase_order(self, forms: list[PartForm]) -> None:
        """Write the stored order into the data unless the editor changed the order."""
        stored_forms = [form for form in forms if form.instance.pk]
        opened = {form: form.opened_values_sent().get("order", "") for form in stored_forms}
        sent = {form: self.data.get(form.add_prefix("order"), "").strip() for form in stored_forms}
        new = [form for form in forms if not form.instance.pk and self.data.get(form.add_prefix("order"))]
        is_mine = any(sent[form] != opened[form] for form in stored_forms) or bool(new)
        stored = [form.instance.pk for form in sorted(stored_forms, key=lambda form: form.initial["order"])]
        is_theirs = stored != [
            form.instance.pk for form in sorted(stored_forms, key=lambda form: number_of(opened[form]))
        ]
        choice = chosen(self.data, self.order_choice, list(map(str, stored)))
        self.keeps_order = not is_mine or (is_theirs and choice == THEIRS)
        self.has_order_conflict = is_mine and is_theirs and not choice
        if self.keeps_order:
            for form in stored_forms:
                self.data[form.add_prefix("order")] = str(form.initial["order"])

    @property
    def order_choice(self) -> str:
        """The name of the control with which the editor chooses an order."""
        return f"{self.prefix}-{choice_name('order')}"

    def order_block(self) -> SafeString:
        """Return the HTML that shows the stored order and asks which order is right."""
        rows = sorted(self.initial_forms, key=lambda form: form.initial["order"])
        return choice_block(
            self.order_choice,
            [str(form.instance.pk) for form in rows],
            last=self.last_save(),
            said=_("The order stored now: %(rows)s.")
            % {"rows": "; ".join(str(form.instance) for form in rows)},
            keeps=_("Keep my order"),
            takes=_("Take the order that is stored now"),
        )

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
        if self.has_order_conflict:
            raise ValidationError(self.order_block())
        if self.instance.pk:
            self.check_others()

    @cached_property
    def others(self) -> list[Model]:
        """The rows that somebody else added after the editor had opened the page."""
        return list(self.model._base_manager.filter(pk__in=self.added_keys)) if self.added_keys else []

    def taken(self) -> list[str]:
        """Return the rows, in words, that somebody else changed, added or removed and this editor did not touch."""
        name = capfirst(self.model._meta.verbose_name)
        rows = [form.instance for form in self.initial_forms if form.rebase.taken]
        words = [f"{name}: {row}" for row in [*rows, *self.others]]
        if self.removed:
            words.append(_("%(rows)s removed: %(number)d") % {"rows": name, "number": self.removed})
        return words

    def check_others(self) -> None:
        """Raise ValidationError if somebody else meanwhile added a row that equals a row of the editor."""
        if not self.has_changed():
            return
        for names in unique_with(self.fk):
            columns = [self.model._meta.get_field(name).attname for name in names]
            added = {tuple(getattr(row, column) for column in columns): row for row in self.others}
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
            forms = self.rows()
            rows = [form.instance for form in forms]
            others = list(siblings.exclude(pk__in=[row.pk for row in rows]).order_by("order", "pk"))
            if self.keeps_order:
                # Rows that somebody else put among those of the editor stay there.
                stored = [(form.initial["order"], form.instance) for form in forms if "order" in form.initial]
                stored += [(row.order, row) for row in others]
                new = [form.instance for form in forms if "order" not in form.initial]
                everything = [*(row for _order, row in sorted(stored, key=itemgetter(0))), *new]
            else:
                everything = [*sorted(rows, key=attrgetter("order")), *others]
            for number, row in enumerate(everything, 1):
                row.order = number
            self.model._base_manager.bulk_update(everything, ["order"])
        return saved


def number_of(text: str) -> int:
    """Return the number that *text* means, 0 if it means none."""
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 0


def order_key(form: PartForm) -> tuple[int, int, int]:
    """Return the sort key of a row: its typed number. Rows without a number come last.

    Among rows with the same number, one that the editor moved up comes first, and one that was moved down comes last.
    """
    new = form.cleaned_data.get("order")
    if new is None:
        return (1, 0, 0)
    old = number_of(form.opened_values_sent().get("order", "")) or form.initial.get("order")
    moved = 0 if old is None else (new > old) - (new < old)
    return (0, new, moved)
