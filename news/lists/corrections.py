"""The list of corrections, ordered by the day of the correction."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.filters import Filter
from ipacis.core.record.dates import Precision, iso_partial
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, tag_uri
from news.formats.xml import clean_text
from news.models import Correction
from news.models.corrections import correction_list_name


class CorrectionFilter(Filter):
    """The filter of the list of corrections, which has no conditions of its own."""


class CorrectionList(ItemList):
    """The corrections with a note of public meetings, and of public releases in the language of the page."""

    filter_class = CorrectionFilter
    model = Correction
    url_name = "corrections"
    heading = _("Corrections")
    columns = ("date", "title", "note", "url")

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
                content=clean_text(format_html("<p>{}</p>", correction.note)),
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
                "title": item.title,
                "note": item.note,
                "url": absolute(item.get_absolute_url()),
            }
        ]
