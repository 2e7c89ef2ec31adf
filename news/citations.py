"""How to cite a release or a meeting: in plain words, by GOST R 7.0.5-2008, in APA style (7th edition) and in BibTeX."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from ipacis.core.record.dates import Precision, show_span
from ipacis.core.web.absolute import absolute

from .models import Meeting, NewsItem
from .models.participations import graded

#: The characters with a meaning in TeX, with what prints them.
TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
#: The month names of BibTeX's own styles.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The languages by the names that babel knows.
BABEL = {"en": "english", "ru": "russian"}


class Citation(NamedTuple):
    """A text with which to cite something. *language* is that of its words; *is_code* if it is for a program."""

    style: str | Promise
    text: str
    language: str
    is_code: bool = False


class Cited(NamedTuple):
    """What a citation tells: who speaks ("" for the Assembly), title, days and how well they are known, and address.

    *language* is that of the title.
    """

    speaker: str
    title: str
    language: str
    start: datetime.date
    end: datetime.date
    precision: str
    is_stated: bool
    address: str

    @classmethod
    def of(cls, thing: NewsItem | Meeting) -> "Cited":
        address = absolute(thing.short_url)
        if isinstance(thing, NewsItem):
            speaker, days = str(thing.byline or thing.section_name), (thing.date, thing.date, Precision.DAY)
        else:
            speaker, days = "", (thing.start_date, thing.end_date, thing.date_precision)
        title = thing.shown_title
        return cls(speaker, str(title), title.language, *days, thing.date_stated, address)

    @property
    def author(self) -> str:
        return self.speaker or _("IPA CIS")

    @property
    def site(self) -> str:
        """The name of the site, "" if it is the author."""
        return _("IPA CIS") if self.speaker else ""


def citations_of(thing: NewsItem | Meeting, today: datetime.date) -> Iterator[Citation]:
    """Yield the citations of *thing* for a reader who reads it *today*."""
    cited = Cited.of(thing)
    language = get_language()
    yield Citation(gettext_lazy("Plain text"), plain(cited), language)
    yield Citation(gettext_lazy("GOST R 7.0.5"), gost(cited, today), "ru")
    yield Citation("APA", apa(cited), language)
    yield Citation("BibTeX", bibtex(cited, today), cited.language, is_code=True)


def plain(cited: Cited) -> str:
    """Return the citation in words: author, title, site unless it is the author, day, address.

    A Russian day, which ends with a full stop, gets no second one.
    """
    day = graded(show_span(cited.start, cited.end, cited.precision), cited.is_stated).removesuffix(".")
    published = ", ".join(filter(None, [cited.site, day]))
    words = {"speaker": cited.author, "title": cited.title, "day": published}
    text = _("%(speaker)s. “%(title)s”. %(day)s.") % words
    return f"{text} {cited.address}"


def gost(cited: Cited, today: datetime.date) -> str:
    """Return the reference of GOST R 7.0.5-2008, whose own words are Russian. An inferred date stands in brackets."""
    speaker = f" / {cited.speaker}" if cited.speaker else ""
    day = in_numbers(cited)
    with override("ru"):
        site = _("IPA CIS")
    return (
        f"{cited.title} [Электронный ресурс]{speaker} // {site} : [сайт]. {day if cited.is_stated else f'[{day}]'}. "
        f"URL: {cited.address} (дата обращения: {today:%d.%m.%Y})."
    )


def in_numbers(cited: Cited) -> str:
    """Return the days as "30.11.2023", "29.11.2023–02.12.2023", "11.2023" or "2023"."""
    pattern = {Precision.YEAR: "%Y", Precision.MONTH: "%m.%Y"}.get(cited.precision, "%d.%m.%Y")
    return joined(cited.start.strftime(pattern), cited.end.strftime(pattern))


def apa(cited: Cited) -> str:
    """Return the reference of a web page in APA style: author, date, title, site unless it is the author, address."""
    day, inferred = year_first(cited), _("inferred")
    day = day if cited.is_stated else f"{day}, {inferred}"
    site = f" {cited.site}." if cited.site else ""
    return f"{cited.author.rstrip('.')}. ({day}). {cited.title.rstrip('.')}.{site} {cited.address}"


def year_first(cited: Cited) -> str:
    """Return the days as APA writes them: "2023, November 29–30"."""
    start, end = cited.start, cited.end
    years = joined(start.year, end.year)
    if cited.precision == Precision.YEAR or start.year != end.year:
        return years
    if cited.precision == Precision.MONTH:
        return f"{years}, {joined(date_format(start, 'F'), date_format(end, 'F'))}"
    if start.month == end.month:
        return f"{years}, {month_and_days(start, joined(start.day, end.day))}"
    return f"{years}, {month_and_days(start, start.day)} – {month_and_days(end, end.day)}"


def joined(first: str | int, last: str | int) -> str:
    """Return "29–30", or "29" if both are the same."""
    return f"{first}–{last}" if first != last else str(first)


def month_and_days(day: datetime.date, days: str | int) -> str:
    words = {"month": date_format(day, "E"), "days": days}
    return pgettext("in a citation: November 29–30", "%(month)s %(days)s") % words


def bibtex(cited: Cited, today: datetime.date) -> str:
    """Return the entry for a bibliography. Its key is made of the address, so that it is the same in every list."""
    month = [] if cited.precision == Precision.YEAR else [f"  month = {MONTHS[cited.start.month - 1]},"]
    day = [f"  day = {{{cited.start.day}}},"] if is_one_day(cited) else []
    site = [f"  howpublished = {{{in_tex(cited.site)}}},"] if cited.site else []
    inferred = in_tex(_("date inferred"))
    note = [] if cited.is_stated else [f"  note = {{{inferred}}},"]
    path = urlsplit(cited.address).path
    return "\n".join(
        [
            f"@misc{{ipacis-{path.strip('/').replace('/', '-')},",
            f"  author = {{{{{in_tex(cited.author)}}}}},",
            f"  title = {{{{{in_tex(cited.title)}}}}},",
            f"  year = {{{cited.start.year}}},",
            *month,
            *day,
            *site,
            f"  url = {{{cited.address}}},",
            f"  urldate = {{{today.isoformat()}}},",
            f"  language = {{{BABEL.get(cited.language, cited.language)}}},",
            *note,
            "}",
        ]
    )


def is_one_day(cited: Cited) -> bool:
    return cited.precision == Precision.DAY and cited.start == cited.end


def in_tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in text)
