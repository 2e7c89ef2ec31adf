"""The inline of the participants of a meeting, which fills in names and offices and warns of contradictions."""

import datetime
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Script

from ipacis.core.admin import HouseStackedInline, PartForm, both
from ipacis.core.admin.choices import OneChoice
from ipacis.core.admin.folded import FoldedForm, FoldedFormSet
from ipacis.core.admin.pages import page_address
from ipacis.core.admin.phrases import accusative
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.stems import words
from news.as_printed import printed
from news.models import Participation
from people.models import Membership

#: {language: the words that say that somebody holds an office for a time}.
ACTING = {
    "en": re.compile(r"\b(acting|interim|ad interim|temporary)\b", re.IGNORECASE),
    "ru": re.compile(r"\b(и\.\s?о\.|врио|исполняющ|временно)", re.IGNORECASE),
}


def stems(text: str) -> set[str]:
    return {word.term for word in words(text)}


def contradictions(
    participation: Participation, memberships: list[Membership], day: datetime.date
) -> Iterator[str]:
    """Yield messages for the editor about offices that do not fit the person, the day or the printed office.

    *memberships* are the offices that the editor chose for *participation* in a meeting on *day*.
    """
    for held in memberships:
        facts = {"name": participation.shown_name, "office": held.post.label, "holder": held.person.name}
        if held.person_id != participation.person_id:
            yield _("%(name)s: the office “%(office)s” chosen is that of %(holder)s.") % facts
        elif held.tenure.excludes(day):
            yield _("%(name)s: the office “%(office)s” was not held on the day of the meeting.") % facts
        for code in LANGUAGES:
            facts["printed"] = text = getattr(participation, f"office_printed_{code}")
            title = held.post.name_on(day, code)
            if not (text and title):
                continue
            if not stems(title) <= stems(text):
                yield _("%(name)s: the office as printed, “%(printed)s”, does not name “%(office)s”.") % facts
            elif held.acting and not ACTING[code].search(text):
                yield (
                    _("%(name)s: the office as printed, “%(printed)s”, does not say that it is acting.")
                    % facts
                )


def words_of_list() -> dict[str, str]:
    """Return the texts of the script of the list, in the language of the page."""
    return {
        "remove": _("Remove"),
        "keep": _("Keep"),
        "nobody": _("New participant"),
        "moved": _("%(name)s: place %(place)s of %(number)s"),
        "added": _("Added to the list: %(number)s"),
        "ordered": _("The list is in the order of protocol."),
        "none": _("Nobody was found to add."),
        "failed": _("The site does not answer. Try again in a moment."),
        "chooses": _("Choose:"),
    }


class ParticipationFormSet(FoldedFormSet):
    """The participants. Empty printed names and offices are filled from the chosen person and memberships."""

    @property
    def data_id(self) -> str:
        """The id of the element with ``page_data``."""
        return f"{self.prefix}-data"

    @property
    def page_data(self) -> dict[str, Any]:
        """What the script of the list needs: the values of the folded rows, labels, addresses and texts."""
        return {
            "rows": self.folded_values,
            "labels": self.labels,
            "addresses": self.tools["addresses"],
            "words": words_of_list(),
        }

    @property
    def add_text(self) -> str:
        """The text of the button that adds an empty row."""
        return _("Add %(what)s") % {"what": accusative(self.model._meta)}

    def clean(self):
        if self.instance.start_date is not None:  # otherwise the form of the meeting reports the error
            for form in self.changed_rows():
                self.fill_printed(form)
        super().clean()

    def changed_rows(self) -> list[PartForm]:
        """Return the valid forms of the rows that the editor added or changed."""
        return [form for form in self.valid_rows() if form.has_changed()]

    def valid_rows(self) -> list[PartForm]:
        return [form for form in self.rows() if form.is_valid()]

    def rows_to_check(self) -> list[PartForm]:
        """Return the changed rows, or all rows if the day of the meeting has changed."""
        return self.valid_rows() if self.has_new_day else self.changed_rows()

    @property
    def has_new_day(self) -> bool:
        """Whether the editor moved the meeting to another day."""
        opened = self.instance.opened_values
        return bool(opened) and opened["start_date"] != self.instance.start_date

    @cached_property
    def chosen(self) -> dict[int, Membership]:
        """{primary key: Membership} of the memberships that are chosen in the rows to check, in the protocol order."""
        chosen = {row.pk for form in self.rows_to_check() for row in form.cleaned_data["memberships"]}
        rows = Membership.objects.filter(pk__in=chosen).select_related("person", "post")
        rows = rows.prefetch_related("post__former_names").in_protocol_order().with_tenures()
        return {row.pk: row for row in rows}

    def memberships_of(self, form: PartForm) -> list[Membership]:
        """Return the offices that are chosen in the row, in the protocol order."""
        keys = [row.pk for row in form.cleaned_data["memberships"]]
        return [self.chosen[key] for key in sorted(keys, key=self.places.get)]

    @cached_property
    def places(self) -> dict[int, int]:
        """{primary key: place in the protocol order} of the memberships in ``chosen``."""
        return {key: place for place, key in enumerate(self.chosen)}

    def fill_printed(self, form: PartForm) -> None:
        """Fill the empty printed names and offices of the participation."""
        participation, person, day = form.instance, form.cleaned_data["person"], self.instance.day
        # If the editor replaces the person, the texts of the former person are replaced unless the editor
        # typed new ones.
        is_replaced = "person" in form.changed_data and form.initial.get("person") and person
        for name, text in printed(person, self.memberships_of(form), day).items():
            is_typed = name in form.changed_data and form.cleaned_data[name]
            if not is_typed and (is_replaced or not getattr(participation, name)):
                setattr(participation, name, text)

    def warnings(self) -> list[str]:
        """Return the messages about contradictions, and after a change of the day about offices not known for it."""
        return [message for form in self.rows_to_check() for message in self.warnings_of(form)]

    def warnings_of(self, form: PartForm) -> list[str]:
        """Return the messages about the row of *form*."""
        found = contradictions(form.instance, self.memberships_of(form), self.instance.day)
        return [*found, *(self.doubts(form) if self.has_new_day else ())]

    def doubts(self, form: PartForm) -> Iterator[str]:
        """Yield messages about chosen offices that are not known to be held on the day of the meeting."""
        for held in self.memberships_of(form):
            if held.tenure.grade_on(self.instance.day) or held.tenure.excludes(self.instance.day):
                continue
            yield _("%(name)s: it is not known that “%(office)s” was held on the new day (%(dates)s).") % {
                "name": form.instance.shown_name,
                "office": held.post.label,
                "dates": held.dates_text,
            }


class ParticipationInline(HouseStackedInline):
    """The list of participants: a line for each, whose fields a script makes when it is opened."""

    model = Participation
    form = FoldedForm
    formset = ParticipationFormSet
    template = "admin/participants.html"
    fields = [
        ("person", "memberships"),
        ("role", "role_stated", "capacity", "capacity_stated"),
        ("delegation", "delegation_country", "presence_stated"),
        *both("name_printed", "office_printed", "delegation_printed"),
    ]
    autocomplete_fields = ["person", "memberships", "delegation"]

    class Media:
        js = ["admin/js/jquery.init.js", Script("house-admin/participants.js", type="module")]

    def get_fieldsets(self, request, obj=None):
        return [*super().get_fieldsets(request, obj), (None, {"fields": ["order"], "classes": ["hidden"]})]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("person", "delegation")
        return rows.prefetch_related("memberships")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        meetings = self.admin_site.get_model_admin(self.parent_model)
        formset.tools = {
            # The template calls these, so that nothing is rendered when a form is saved.
            "choose": partial(self.chooser, "person", gettext_lazy("Add a person")),
            "copy": partial(self.chooser, "meeting", gettext_lazy("Add the participants of another meeting")),
            "addresses": {
                "rows": page_address(meetings, "participants"),
                "check": page_address(meetings, "check_participants", obj.pk)
                if obj
                else page_address(meetings, "check_new_participants"),
            },
        }
        return formset

    def chooser(self, name: str, label: str) -> SafeString:
        """Return the HTML of an autocomplete for rows to which *name* of a participation leads. It posts nothing."""
        widget = OneChoice(Participation._meta.get_field(name), self.admin_site)
        widget.known = {}  # nothing is chosen, so there are no labels to query
        key = f"{self.model._meta.model_name}-{name}"
        select = widget.render(f"_{key}", None, {"id": f"id_{key}", "data-placeholder": label})
        return format_html('<label for="id_{}">{}</label> {}', key, label, select)
