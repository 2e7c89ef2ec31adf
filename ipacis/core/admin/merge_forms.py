"""The forms with which an editor chooses which of several rows is kept, and which of their values."""

from typing import NamedTuple

from django import forms
from django.contrib.admin.utils import display_for_field
from django.db.models import BooleanField, Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES, label_columns
from ipacis.core.text.richtext import RichTextField, plain

from .texts import tidy_texts

#: The columns of the note in the log of corrections.
NOTES = label_columns("note")


class Differing(NamedTuple):
    """A column in which rows differ: its name, its label and the Value of each row."""

    name: str
    label: str
    values: list["Value"]


class Value(NamedTuple):
    """The value of a column of the row *pk*, in words."""

    pk: int
    text: str


class NoteForm(forms.Form):
    """A form that asks for a note for readers in each language if *needs_note*."""

    def __init__(self, needs_note, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in zip(LANGUAGES, NOTES, strict=True) if needs_note else ():
            self.fields[name] = forms.CharField(
                label=_("Note for readers (%(language)s)") % {"language": LANGUAGE_NAMES[code]},
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2, "lang": code, "class": "vLargeTextField"}),
            )

    def clean(self):
        cleaned = super().clean()
        tidy_texts(self)
        if NOTES[0] in self.fields and not any(self.notes.values()):
            self.add_error(NOTES[0], _("Tell readers what was corrected."))
        return cleaned

    @property
    def notes(self) -> dict[str, str]:
        """{column of the note: text for readers}."""
        return {name: self.cleaned_data.get(name, "") for name in NOTES if name in self.fields}


class KeepForm(NoteForm):
    """The form that asks which of *rows* stays, and which of their values in the columns *differing*.

    A note is needed if the merge removes a row that was public. *label* makes the label of a row.
    """

    keep = forms.ModelChoiceField(
        None, label=gettext_lazy("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows, label, differing, needs_note, *args, **kwargs):
        super().__init__(needs_note, *args, **kwargs)
        self.fields["keep"].queryset = rows
        self.fields["keep"].label_from_instance = label
        self.differing = differing
        for column in differing:
            choices = [(str(value.pk), value.text) for value in column.values]
            self.fields[f"value-{column.name}"] = forms.ChoiceField(
                label=column.label, choices=choices, required=False, widget=forms.RadioSelect
            )

    @property
    def chosen(self) -> dict[str, int]:
        """{name of a column: primary key of the row whose value the editor chose}."""
        values = {column.name: self.cleaned_data.get(f"value-{column.name}") for column in self.differing}
        return {name: int(pk) for name, pk in values.items() if pk}

    def choices(self) -> list:
        """Return the bound fields of the values."""
        return [self[f"value-{column.name}"] for column in self.differing]

    def others(self) -> list:
        """Return the bound fields besides those of the values."""
        return [field for field in self if not field.name.startswith("value-")]


def value_in_words(column: Field, row: Model) -> str:
    """Return the value of *column* of *row* as an editor reads it."""
    if isinstance(column, BooleanField):
        return _("yes") if column.value_from_object(row) else _("no")
    if column.is_relation:
        return str(getattr(row, column.name) or "–")
    if isinstance(column, RichTextField):
        return plain(column.value_from_object(row)) or "–"
    return display_for_field(column.value_from_object(row), column, "–")
