"""The formats of a list besides HTML. Each has an address below that of the list."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ipacis.core.web.absolute import absolute


@dataclass(frozen=True)
class Format:
    """A format of a list: the last part of its address, its media type, and its name for readers, also in *short*.

    ``most`` is the most items of one document; None if the document has all items or is divided into pages.
    """

    name: str
    content_type: str
    label: str | Promise
    short: str = ""
    most: int | None = None

    @property
    def type(self) -> str:
        """The media type without parameters, for ``<link type>``."""
        return self.content_type.partition(";")[0]


RSS = Format("feed.rss", "application/rss+xml; charset=utf-8", _("RSS feed"), "RSS")
ATOM = Format("feed.atom", "application/atom+xml; charset=utf-8", _("Atom feed"), "Atom")
JSON = Format("feed.json", "application/feed+json", _("JSON feed"), "JSON")
CSV = Format("export.csv", "text/csv; charset=utf-8", _("Table (CSV)"), "CSV")
CALENDAR = Format("calendar.ics", "text/calendar; charset=utf-8", _("Calendar"), most=250)

FEEDS = (RSS, ATOM, JSON)


@dataclass(frozen=True)
class Alternate:
    """A list in another format: its address and its title."""

    format: Format
    url: str
    title: str

    @property
    def webcal(self) -> str:
        """The webcal: URL with which a device subscribes to the calendar; "" for other formats."""
        if self.format != CALENDAR:
            return ""
        return absolute(self.url).replace(settings.SITE_URL.partition(":")[0], "webcal", 1)
