"""Accounting for a change of what is public: what differs, and how an editor or a program says so.

A program writes ``with edit(meeting, note_en="The place was wrong.") as …``; without a note the edit is no
change of substance. An admin form that inherits ``CorrectionFormMixin`` asks the editor.
"""

from contextlib import contextmanager

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.publication import State
from ipacis.core.text.labels import LANGUAGES

from .models import Correction, Meeting
from .models.corrections import accounting_for
from .models.participations import PRINTED

NOTES = [f"correction_note_{code}" for code in LANGUAGES]


def snapshot(thing):
    """Return {what: value} of all that readers are told by *thing*, a Meeting or a NewsItem, as it is stored."""
    stored = type(thing)._base_manager.filter(pk=thing.pk).values(*thing.substance).first() or {}
    if isinstance(thing, Meeting):
        lines = thing.participations.order_by("order", "pk").values_list("order", *PRINTED)
        return {**stored, "participants": list(lines)}
    return {
        **stored,
        "meetings": list(thing.reports.order_by("order", "pk").values_list("meeting", flat=True)),
        "mentioned": sorted(thing.mentioned.values_list("pk", flat=True)),
    }


def changes(before, after):
    """Return the names of what differs between two snapshots."""
    return sorted(name.removesuffix("_id") for name in after if before.get(name) != after[name])


def log(thing, before, kind, notes, editor=None):
    """Add the edit of *thing* since the snapshot *before* to the log; *notes* is {column: text}."""
    return Correction.objects.create(
        **{"meeting" if isinstance(thing, Meeting) else "item": thing},
        kind=kind,
        changed=changes(before, snapshot(thing)),
        editor=editor,
        **notes,
    )


@contextmanager
def edit(thing, editor=None, **notes):
    """Account for the changes of *thing* and its parts inside: with a note a correction, else none of substance.

    What never was public is changed freely and leaves no trace in the log.
    """
    if not thing.was_public():
        yield
        return
    kind = Correction.Kind.CORRECTION if any(notes.values()) else Correction.Kind.MINOR
    before = snapshot(thing)
    with transaction.atomic():
        with accounting_for(type(thing), thing.pk):
            yield
        if kind == Correction.Kind.CORRECTION or changes(before, snapshot(thing)):
            log(thing, before, kind, notes, editor)


def note_field(language):
    label = format_lazy("{} ({})", _("Note for readers"), language)
    return forms.CharField(label=label, max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


#: A form with the questions: a field for the note in every language, so it is no class statement.
CorrectionFields = type(
    "CorrectionFields",
    (forms.ModelForm,),
    {
        "correction_kind": forms.ChoiceField(
            label=_("This edit is"),
            choices=Correction.Kind.choices,
            widget=forms.RadioSelect,
            required=False,
        ),
        **{f"correction_note_{code}": note_field(name) for code, name in settings.LANGUAGES},
    },
)


class CorrectionFormMixin(CorrectionFields):
    """Asks what the edit of something that was public is: every save of it says so, inlines included.

    The admin calls ``log_edit`` when the row and its inlines are saved, with the snapshot from before.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was_public = self.instance.was_public_when_opened
        if not self.was_public:
            for name in ("correction_kind", *NOTES):
                self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.was_public or "correction_kind" not in self.fields:
            return cleaned
        kind, noted = cleaned.get("correction_kind"), any(cleaned.get(name) for name in NOTES)
        if not kind and cleaned.get("state") != State.WITHDRAWN:
            self.add_error(
                "correction_kind",
                _("This was public: say whether the edit is a correction or no change of substance."),
            )
        elif kind == Correction.Kind.CORRECTION and not noted:
            self.add_error(self.own_note, _("Tell readers what was corrected."))
        elif kind == Correction.Kind.MINOR and noted:
            self.add_error(
                "correction_kind",
                _("Only a correction has a note for readers: choose it, or empty the note."),
            )
        return cleaned

    @property
    def own_note(self):
        """The field of the note in the language of the thing, or in the site's first one."""
        return f"correction_note_{getattr(self.instance, 'language', '') or LANGUAGES[0]}"

    def log_edit(self, before, editor=None):
        """Add the edit to the log, after the row and its inlines are saved; return the Correction, if there is one."""
        kind = self.cleaned_data.get("correction_kind") if self.was_public else None
        if not kind:
            return None
        notes = {f"note_{code}": self.cleaned_data[f"correction_note_{code}"] for code in LANGUAGES}
        return log(self.instance, before, kind, notes, editor)
