"""HouseForm, the base class of the forms of the admin."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dates import trust_dates
from .row_versions import newest_version
from .simultaneous import RebasedForm, last_save
from .texts import tidy_texts


class HouseForm(RebasedForm):
    """A form that merges what two editors changed, and asks about what is probably a mistake.

    It is invalid once for each of its ``questions``. The editor answers a question by a change, or by saving again.
    """

    #: The keys of the questions that the editor was asked, separated by commas.
    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    #: Why the editor changes the row, for the history.
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For colleagues, in the history. You may leave it empty."),
        max_length=300,
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
    )
    #: The primary key of the newest Version when the editor opened the page, 0 for none.
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    #: Whether the form restores an earlier version. It then replaces all that is stored, so nothing can be merged.
    is_restoring = False
    #: Whether nothing is saved, so that no question is asked.
    is_previewed = False
    #: {name of a file field: error message} of the files that could not be written. The admin fills it.
    upload_errors = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.open_for_form()
        if self.instance.pk and not self.is_bound:
            newest = newest_version(self.instance)
            self.initial["seen_version"] = newest.pk if newest else 0

    @cached_property
    def changed_data(self):
        # Hidden fields hold data of the form itself, and the reason is for the history: they do not change the row.
        own = {name for name, field in self.fields.items() if field.widget.is_hidden} | {"why"}
        return [name for name in super().changed_data if name not in own]

    @cached_property
    def rebase(self):
        found = super().rebase
        if found.taken or found.conflicts:  # the editor is told of the newest version, and has then seen it
            newest = newest_version(self.instance)
            self.data[self.add_prefix("seen_version")] = newest.pk if newest else 0
        return found

    def last_save(self):
        return last_save(self.instance)

    def clean(self):
        cleaned = super().clean()
        tidy_texts(self)
        trust_dates(self)
        for name, sentence in self.upload_errors.items():
            self.add_error(name, sentence)
        self.add_conflicts()
        if self.is_restoring:
            self.check_seen(cleaned.get("seen_version") or 0)
        if "asked" in self.fields and not self.is_previewed:
            self.ask(self.questions(cleaned), [key for key in cleaned.get("asked", "").split(",") if key])
        return cleaned

    def questions(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """Return {key: question} about what is probably a mistake in *cleaned*. A key has no comma."""
        return {}

    def ask(self, questions: dict[str, str], asked: list[str]) -> None:
        """Add those of *questions* whose keys are not in *asked* as errors."""
        new = {key: question for key, question in questions.items() if key not in asked}
        if not new:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("asked")] = ",".join([*asked, *new])
        for question in dict.fromkeys(new.values()):
            self.add_error(None, question)

    def _save_m2m(self):
        # Django would store all relations again, with one or two queries for each. This stores the changed ones only.
        if self.instance.opened_values is not None:
            same = {field.name for field in self.instance._meta.many_to_many} - set(self.changed_data)
            self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name not in same}
        super()._save_m2m()

    def check_seen(self, seen: int) -> None:
        """Add an error if there is a newer version than *seen*, the primary key of a Version.

        ``seen_version`` of the form is then set to the newest version, so that the next save succeeds.
        """
        newest = newest_version(self.instance)
        if newest is None or newest.pk == seen:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = newest.pk
        saved = self.last_save()
        self.add_error(
            None,
            _(
                "%(user)s saved this on %(time)s, after you had opened the earlier version. If you save again, the "
                "earlier version replaces that too."
            )
            % {"user": saved.editor, "time": saved.moment},
        )
