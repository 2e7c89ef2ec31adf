"""Forms of the admin of people."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from ipacis.core.admin import HouseForm
from ipacis.core.text.labels import LANGUAGES

from .models import NameParts
from .suggestions import likely_people, told_apart


class PersonForm(HouseForm):
    """The form of a person.

    If an editor adds a person who may be in the database already, the form is not saved but asks whether it is one of
    the people found. The editor says no by saving again.
    """

    #: The primary keys of the people about whom the editor was asked, separated by commas.
    asked = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and "asked" in self.fields:
            self.ask_who(cleaned)
        return cleaned

    def ask_who(self, cleaned):
        """Add an error if the person may be in the database already, unless the editor was asked before."""
        names = [
            NameParts(
                code,
                *(cleaned.get(f"{part}_name_{code}") or "" for part in ("given", "patronymic", "family")),
            )
            for code in LANGUAGES
        ]
        known = likely_people(names)
        asked = [str(person.pk) for person in known]
        if set(asked) <= set(cleaned.get("asked", "").split(",")):
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("asked")] = ",".join(asked)
        links = [(reverse("admin:people_person_change", args=[row.pk]), told_apart(row)) for row in known]
        self.add_error(
            None,
            format_html(
                _(
                    "Is this not {}? If so, use that record: nothing is saved yet. If it is somebody else, "
                    "save again."
                ),
                format_html_join(_(" or "), '<a href="{}" target="_blank">{}</a>', links),
            ),
        )
