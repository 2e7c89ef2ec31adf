"""The forms on the pages of the steps of the workflow."""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.record.dates import in_archive
from ipacis.core.record.publication import Publication
from ipacis.core.record.workflow import RETURN, SCHEDULE, WITHDRAW, Step
from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES, label_columns

from .choices import record_choices
from .texts import tidy_texts

#: The columns of the reason of a withdrawal.
REASON = label_columns("withdrawal_reason")


class ReturnForm(forms.Form):
    """The form of the remark with which a text is returned to its author."""

    remark = forms.CharField(
        label=gettext_lazy("Remark for the author"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )


class ScheduleForm(forms.Form):
    """The form of the moment at which a record becomes public."""

    publish_at = forms.SplitDateTimeField(
        label=gettext_lazy("Appears at (Moscow time)"),
        widget=AdminSplitDateTime,
        validators=[in_archive],
        help_text=gettext_lazy(
            "In the future: it appears by itself at that time. In the past: it appears at once, and feeds place it at "
            "that time."
        ),
    )


class WithdrawalForm(forms.Form):
    """The form that asks for the reason of a withdrawal in each language, and what is withdrawn as well.

    *things* are the public records among which the editor chooses.
    """

    def __init__(self, *args, things: Iterable[Publication] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if things:
            self.fields["together"] = forms.MultipleChoiceField(
                label=_("Withdraw as well"),
                choices=record_choices(things),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("These stay public unless you choose them."),
            )
        for code, name in zip(LANGUAGES, REASON, strict=True):
            self.fields[name] = forms.CharField(
                label=_("Reason of withdrawal (%(language)s)") % {"language": LANGUAGE_NAMES[code]},
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"lang": code, "class": "vTextField"}),
            )

    def clean(self):
        tidy_texts(self)
        check_reason(self)
        return self.cleaned_data


def check_reason(form: forms.Form) -> None:
    """Add an error to *form* unless it has a reason of withdrawal in at least one language."""
    if not any(form.cleaned_data.get(name) for name in REASON):
        form.add_error(REASON[0], _("Say why it is withdrawn: readers of its address are told."))


#: {step: class of the form on its page}
FORMS: dict[Step, Callable[..., forms.Form]] = {
    RETURN: ReturnForm,
    SCHEDULE: ScheduleForm,
    WITHDRAW: WithdrawalForm,
}
