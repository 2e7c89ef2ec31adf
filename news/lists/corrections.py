"""The list of corrections, ordered by the day of the correction."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import FromParameter, Parameter, Reading, SlugParameter, ToParameter
from ipacis.core.record.addresses import identifier
from ipacis.core.record.dates import Precision, iso_partial
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, tag_uri
from news.formats.tables import join
from news.formats.xml import clean_text
from news.models import Correction
from news.models.corrections import correction_list_name
from people.models import Person

#: {first part of an id: the foreign key of the log}
FIELDS = {"newsitem": "item", "meeting": "meeting"}
#: Keys have fewer digits.
LONGEST_KEY = 19
#: At most this many entries are read to see whether one of a release or meeting is public.
MOST_READ = 20


class ThingParameter(Parameter):
    """A release or a meeting that was corrected or withdrawn, by its id: "newsitem/12", "meeting/7"."""

    def read_one(self, value):
        name, _slash, key = value.partition("/")
        if name not in FIELDS or not (key.isascii() and key.isdigit() and len(key) < LONGEST_KEY):
            return None
        logged = Correction.objects.with_note().filter(**{FIELDS[name]: key})
        public = (row for row in logged.select_related("item", "meeting")[:MOST_READ] if row.is_public)
        if (entry := next(public, None)) is None:
            return None
        raw = identifier(entry.thing)
        return Reading(raw, entry.title, raw)


class CorrectionFilter(Filter):
    """The conditions of the list of corrections: a person, a release or meeting, a period."""

    parameters = {
        "from": FromParameter(pgettext_lazy("date", "From")),
        "to": ToParameter(pgettext_lazy("date", "To")),
        "person": SlugParameter(_("Person"), lambda: Person.objects.public(), "person"),
        "thing": ThingParameter(_("Release or meeting"), "thing"),
    }


class CorrectionList(ItemList):
    """The corrections of public meetings, and of public releases in the language of the page, and withdrawals."""

    filter_class = CorrectionFilter
    model = Correction
    url_name = table_name = "corrections"
    heading = _("Corrections")
    columns = ("date", "kind", "id", "title", "note", "changed", "before", "now", "url")

    @property
    def list_name(self):
        return correction_list_name(current_language())

    def for_page(self, pks):
        return self.rows(pks).select_related("item", "meeting")

    def feed_entries(self, items: list[Correction]) -> list[FeedEntry]:
        return [
            FeedEntry(
                id=tag_uri(f"correction/{correction.pk}"),
                url=absolute(correction.get_absolute_url()),
                title=clean_text(correction.title),
                summary=clean_text(correction.note),
                content=clean_text(
                    render_to_string("news/_correction_entry.html", {"correction": correction}).strip()
                ),
                published=correction.made_at,
                updated=correction.made_at,
                modified=correction.made_at,
            )
            for correction in items
        ]

    def table_rows(self, item: Correction) -> list[dict]:
        return [
            {
                "date": iso_partial(item.day, Precision.DAY),
                "kind": item.kind,
                "id": identifier(item.thing),
                "title": item.title,
                "note": item.note,
                "changed": join(item.changed),
                "before": join(f"{row.field}: {row.before}" for row in item.shown_differences if row.before),
                "now": join(f"{row.field}: {row.after}" for row in item.shown_differences if row.after),
                "url": absolute(item.get_absolute_url()),
            }
        ]
