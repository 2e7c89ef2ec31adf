"""Forms of the admin of people."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from ipacis.core.admin import SPAN, HouseForm, OrderedFormSet
from ipacis.core.admin.dependents import MOST, DependentsForm, unanswered
from ipacis.core.record.dependents import public_pages
from ipacis.core.text.labels import LANGUAGES

from .models import NameParts
from .suggestions import likely_people, told_apart

#: The fields of an office of which the pages of people, posts and meetings tell.
MATERIAL = frozenset(["person", "post", "acting", *SPAN, "has_left"])


class MembershipForm(DependentsForm, HouseForm):
    """The form of an office, which asks whether a change corrects the meetings in which it was held."""

    material = MATERIAL


class MembershipFormSet(OrderedFormSet):
    """The offices in the form of a person. The answer to the question about changed ones is in that form."""

    def clean(self):
        super().clean()
        changed = [
            form.instance
            for form in self.initial_forms
            if form in self.deleted_forms or not MATERIAL.isdisjoint(form.changed_data)
        ]
        if self.data.get("correction_kind") or not (pages := public_pages(changed, MOST)):
            return
        raise ValidationError(unanswered(pages))


class PersonForm(DependentsForm, HouseForm):
    """The form of a person. It asks whether a person whom an editor adds is one of those with a similar name."""

    def questions(self, cleaned):
        questions = super().questions(cleaned)
        if self.instance.pk is not None:
            return questions
        names = [
            NameParts(
                code,
                *(cleaned.get(f"{part}_name_{code}") or "" for part in ("given", "patronymic", "family")),
            )
            for code in LANGUAGES
        ]
        known = likely_people(names)
        links = [(reverse("admin:people_person_change", args=[row.pk]), told_apart(row)) for row in known]
        question = format_html(
            _(
                "Is this not {}? If so, use that record: nothing is saved yet. If it is somebody else, save again."
            ),
            format_html_join(_(" or "), '<a href="{}" target="_blank">{}</a>', links),
        )
        return {**questions, **{f"person-{row.pk}": question for row in known}}
