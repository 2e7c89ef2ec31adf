"""The question whether an edit of what readers have seen is a correction, and the note for readers."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.record.corrections import EditKind
from ipacis.core.text.labels import LANGUAGES

from .base import PINNED
from .languages import both

#: The form fields of the note for readers, one for each language.
NOTES = [f"correction_note_{code}" for code in LANGUAGES]


def note_field(language: str) -> forms.CharField:
    """Return the form field of the note in *language*, such as "English"."""
    label = format_lazy("{} ({})", gettext_lazy("Note for readers"), language)
    return forms.CharField(label=label, max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


def question_fieldset(*names: str) -> tuple[None, dict]:
    """Return the fieldset of the question and of the fields *names*, which stands beside the buttons."""
    fields = ["correction_kind", *both("correction_note"), *names]
    return None, {"fields": fields, "classes": [PINNED, "correction"]}


#: The fields of the question. The class is made with ``type`` because it has a field for the note in every language.
EditFields = type(
    "EditFields",
    (forms.ModelForm,),
    {
        "correction_kind": forms.ChoiceField(
            label=gettext_lazy("This edit is"),
            choices=EditKind.choices,
            widget=forms.RadioSelect,
            required=False,
        ),
        **{f"correction_note_{code}": note_field(name) for code, name in settings.LANGUAGES},
    },
)


class EditQuestion(EditFields):
    """Mixin of a HouseForm with the question whether the edit is a correction."""

    #: The fields of the question.
    question_fields = ["correction_kind", *NOTES]

    def drop_question(self) -> None:
        """Take the question out of the form."""
        for name in self.question_fields:
            self.fields.pop(name, None)

    @property
    def own_note(self) -> str:
        """The name of the field of the note in the language of the record, or in the first language of the site."""
        return f"correction_note_{getattr(self.instance, 'language', '') or LANGUAGES[0]}"

    def check_answer(self, cleaned: dict[str, Any], unanswered: str) -> None:
        """Add an error if the answer in *cleaned* contradicts itself, or *unanswered* (if not "") if there is none."""
        if self.is_previewed:
            return
        kind, noted = cleaned.get("correction_kind"), any(cleaned.get(name) for name in NOTES)
        if not kind and unanswered:
            self.add_error("correction_kind", unanswered)
        elif kind == EditKind.CORRECTION and not noted:
            self.add_error(self.own_note, _("Tell readers what was corrected."))
        elif kind == EditKind.MINOR and noted:
            self.add_error(
                "correction_kind",
                _("Only a correction has a note for readers: choose it, or empty the note."),
            )

    @property
    def notes(self) -> dict[str, str]:
        """{column: text} of the note in each language."""
        return {f"note_{code}": self.cleaned_data[f"correction_note_{code}"] for code in LANGUAGES}
