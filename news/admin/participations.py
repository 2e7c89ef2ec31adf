"""The inline of the participants of a meeting, which fills in names and offices and warns of contradictions."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from ipacis.core.admin import HouseStackedInline, OrderedFormSet, PartForm, both
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.stems import words
from news.models import Participation
from people.models import Membership, Person


def name_in(person: Person | None, language: str) -> str:
    """Return the name of *person* in *language*, "" if it is not known in this language."""
    name = person.name_in(language) if person else None
    return str(name) if name and name.language == language else ""


def office_in(memberships: list[Membership], day: datetime.date, language: str) -> str:
    """Return the titles of the offices *memberships* on *day* in *language*, as a list of participants prints them."""
    with override(language):
        titles = [
            _("Acting %(office)s") % {"office": title} if membership.acting else title
            for membership in memberships
            if (title := membership.post.name_on(day, language))
        ]
    return " – ".join(titles)


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
            printed = getattr(participation, f"office_printed_{code}")
            title = held.post.name_on(day, code)
            if printed and title and not stems(title) <= stems(printed):
                facts["printed"] = printed
                yield _("%(name)s: the office as printed, “%(printed)s”, does not name “%(office)s”.") % facts


class ParticipationFormSet(OrderedFormSet):
    """The participants. Empty printed names and offices are filled from the chosen person and memberships."""

    def clean(self):
        super().clean()
        if self.instance.start_date is None:
            return  # the form of the meeting reports the error
        self.chosen = self.chosen_memberships()
        for form in self.changed_rows():
            self.fill_printed(form)

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

    def chosen_memberships(self) -> dict[int, Membership]:
        """Return {primary key: Membership} of the memberships that are chosen in the rows to check."""
        chosen = {row.pk for form in self.rows_to_check() for row in form.cleaned_data["memberships"]}
        rows = Membership.objects.filter(pk__in=chosen).select_related("person", "post")
        return rows.prefetch_related("post__former_names").with_tenures().in_bulk()

    def memberships_of(self, form: PartForm) -> list[Membership]:
        return [self.chosen[row.pk] for row in form.cleaned_data["memberships"]]

    def fill_printed(self, form: PartForm) -> None:
        """Fill the empty printed names and offices of the participation."""
        participation, person, day = form.instance, form.cleaned_data["person"], self.instance.day
        # If the editor replaces the person, the texts of the former person are replaced unless the editor
        # typed new ones.
        is_replaced = "person" in form.changed_data and form.initial.get("person") and person
        for code in LANGUAGES:
            for name, text in (
                (f"name_printed_{code}", name_in(person, code)),
                (f"office_printed_{code}", office_in(self.memberships_of(form), day, code)),
            ):
                is_typed = name in form.changed_data and form.cleaned_data[name]
                if not is_typed and (is_replaced or not getattr(participation, name)):
                    setattr(participation, name, text)

    def warnings(self) -> list[str]:
        """Return the messages about contradictions, and after a change of the day about offices not known for it."""
        return [
            message
            for form in self.rows_to_check()
            for message in (
                *contradictions(form.instance, self.memberships_of(form), self.instance.day),
                *(self.doubts(form) if self.has_new_day else ()),
            )
        ]

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
    model = Participation
    formset = ParticipationFormSet
    fields = [
        ("order", "person", "memberships"),
        ("role", "role_stated", "capacity", "capacity_stated"),
        ("delegation", "delegation_country", "presence_stated"),
        *both("name_printed", "office_printed", "delegation_printed"),
    ]
    autocomplete_fields = ["person", "memberships", "delegation"]

    class Media:
        js = ["admin/js/jquery.init.js", "house-admin/participants.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person").prefetch_related("memberships")
