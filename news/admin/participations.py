"""The list of participants on the page of a meeting: what was printed, and what is doubtful about it."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from ipacis.core.admin import HouseStackedInline, OrderedFormSet, both
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.stems import words
from news.models import Participation
from people.models import Membership


def label_on(post, day, language):
    """Return the title of *post* in *language* as it was on *day*; nothing where it has none in it."""
    for former in post.former_names.all():
        begun = former.start_date is None or former.start_date <= day
        if begun and former.end_date and former.end_date >= day and getattr(former, f"name_{language}"):
            return getattr(former, f"name_{language}")
    return getattr(post, f"label_{language}")


def name_in(person, language):
    """Return the name of *person* as it is written in *language*; nothing where it is not known in it."""
    name = person.name_in(language) if person else None
    return str(name) if name and name.language == language else ""


def office_in(memberships, day, language):
    """Return the offices of *memberships* in the words of *language*, as a list of participants prints them."""
    with override(language):
        titles = [
            _("Acting %(office)s") % {"office": title} if membership.acting else title
            for membership in memberships
            if (title := label_on(membership.post, day, language))
        ]
    return " – ".join(titles)


def stems(text):
    return {word.term for word in words(text)}


def doubts(line, memberships, day):
    """Yield what contradicts itself in the Participation *line* of a meeting on *day*, in words for the editor."""
    for held in memberships:
        facts = {"name": line.shown_name, "office": held.post.label, "holder": held.person.name}
        if held.person_id != line.person_id:
            yield _("%(name)s: the office “%(office)s” chosen is that of %(holder)s.") % facts
        elif not held.is_held_on(day):
            yield _("%(name)s: the office “%(office)s” was not held on the day of the meeting.") % facts
        for code in LANGUAGES:
            printed, title = getattr(line, f"office_printed_{code}"), label_on(held.post, day, code)
            if printed and title and not stems(title) <= stems(printed):
                facts["printed"] = printed
                yield _("%(name)s: the office as printed, “%(printed)s”, does not name “%(office)s”.") % facts


class ParticipationFormSet(OrderedFormSet):
    """The participants. What is left empty of name and office is filled from the person and the offices chosen."""

    def clean(self):
        super().clean()
        if self.instance.start_date is None:
            return  # the form of the meeting says so
        self.held = self.memberships()
        for form in self.changed_rows():
            self.fill(form)

    def changed_rows(self):
        return [form for form in self.rows() if form.has_changed() and form.is_valid()]

    def memberships(self):
        """Return primary key → Membership of all that are chosen in a changed row."""
        chosen = {row.pk for form in self.changed_rows() for row in form.cleaned_data["memberships"]}
        rows = Membership.objects.filter(pk__in=chosen).select_related("person", "post")
        return rows.prefetch_related("post__former_names").in_bulk()

    def held_by(self, form):
        return [self.held[row.pk] for row in form.cleaned_data["memberships"]]

    def fill(self, form):
        line, person, day = form.instance, form.cleaned_data["person"], self.instance.day
        # Another person was chosen by mistake: what was printed of that one goes, unless it was written anew.
        corrected = "person" in form.changed_data and form.initial.get("person") and person
        for code in LANGUAGES:
            for name, text in (
                (f"name_printed_{code}", name_in(person, code)),
                (f"office_printed_{code}", office_in(self.held_by(form), day, code)),
            ):
                written = name in form.changed_data and form.cleaned_data[name]
                if not written and (corrected or not getattr(line, name)):
                    setattr(line, name, text)

    def doubts(self):
        """Return what is doubtful about the rows that were changed."""
        return [
            doubt
            for form in self.changed_rows()
            for doubt in doubts(form.instance, self.held_by(form), self.instance.day)
        ]


class ParticipationInline(HouseStackedInline):
    model = Participation
    formset = ParticipationFormSet
    fields = [
        ("order", "person", "memberships"),
        ("role", "capacity", "delegation"),
        *both("name_printed", "office_printed"),
    ]
    autocomplete_fields = ["person", "memberships", "delegation"]

    class Media:
        js = ["admin/js/jquery.init.js", "house-admin/participants.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person").prefetch_related("memberships")
