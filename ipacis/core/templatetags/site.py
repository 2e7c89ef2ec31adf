"""Template tags and filters for every page: languages, dates, rich text, addresses, JSON-LD."""

import datetime
import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from ipacis.core.record.addresses import is_public
from ipacis.core.record.dates import iso_partial
from ipacis.core.text import richtext
from ipacis.core.text.labels import LANGUAGES, current_language
from ipacis.core.text.languages import Language, about, by_name
from ipacis.core.web.absolute import absolute as absolute_address

register = template.Library()

#: (URL name, label) of the sections in the navigation.
SECTIONS = (
    ("news", _("News")),
    ("meetings", _("Meetings")),
    ("people", _("People")),
    ("organizations", _("Organizations")),
    ("topics", _("Topics")),
)


#: (URL name, label) of the indexes of the archive, which the menu of phones and the foot of pages lead to.
INDEXES = (
    ("calendar", _("Calendar")),
    ("places", _("Places")),
    ("events", _("Events")),
    ("posts", _("Posts")),
    ("documents", _("Documents")),
)


@register.filter
def tr(label: str, page_language: str | None = None) -> str:
    """Print a Label, with a ``lang`` attribute if its language is not that of the page (WCAG 3.1.2).

    *page_language* is the active language by default. Code that prints many labels gives it.
    """
    language = getattr(label, "language", None)
    if not label or language is None or language == (page_language or current_language()):
        return label
    return format_html('<span lang="{}">{}</span>', language, label)


@register.filter
def rich(markup: str | None) -> SafeString:
    """Print stored rich text, sanitised again."""
    return richtext.safe(markup or "")


@register.filter
def plain(markup: str | None) -> str:
    """Print rich text without its tags."""
    return richtext.plain(markup or "")


@register.filter
def iso(thing: Model) -> str:
    """Return the first day of *thing*, which has a ``start_date`` and a precision, in ISO 8601: "2019-02"."""
    precision = thing.date_precision if hasattr(thing, "date_precision") else thing.start_precision
    return iso_partial(thing.start_date, precision)


@register.filter
def day(date: datetime.date) -> SafeString:
    """Print a day as ``<time>``, in words of the active language."""
    return day_in(get_language(), date)


@lru_cache(maxsize=5_000)
def day_in(_language: str | None, date: datetime.date) -> SafeString:
    """Return *date* as ``<time>`` in words of the active language, which is a key of the cache."""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date_format(date))


@register.filter
def moment(moment: datetime.datetime) -> SafeString:
    """Print a moment as ``<time>``: its day and time of day in the time zone of the site."""
    local = timezone.localtime(moment)
    words = f"{date_format(local)}, {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def clock(time: datetime.time) -> SafeString:
    """Print a time of day as ``<time>``, in hours and minutes."""
    text = f"{time:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', text, text)


@register.filter
def link(thing: Model, text: str) -> SafeString:
    """Print *text* as a link to the page of *thing*."""
    return SafeString(f'<a href="{escape(thing.get_absolute_url())}">{conditional_escape(tr(text))}</a>')


@register.filter
def public_link(thing: Model | None, text: str) -> SafeString | str:
    """Print *text*, as a link to the page of *thing* if that page is public."""
    return link(thing, text) if is_public(thing) else tr(text)


@register.simple_tag
def days(thing: Model) -> SafeString:
    """Print the days of a meeting or an event as a ``<time>`` element."""
    return format_html('<time datetime="{}">{}</time>', iso(thing), thing.days_text)


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, Any]]:
    """Return a dictionary for each language of the site.

    Its keys are ``code``, ``name`` (in the language itself), ``url`` of this page, ``current`` (whether it is the
    language of this page) and ``same_page`` (False if the page does not exist in this language; ``url`` is then
    the home page). A view whose addresses differ in more than the language passes ``alternates`` ({code: path}).
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    alternates = context.get("alternates")
    if alternates is None:
        alternates = {code: translate_url(path, code) for code in LANGUAGES}
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": alternates.get(code) or f"/{code}/",
            "same_page": code in alternates,
            "current": code == get_language(),
        }
        for code in LANGUAGES
    ]


@register.simple_tag
def sections() -> tuple[tuple[str, Promise], ...]:
    """Return the sections in the navigation, (URL name, label) each."""
    return SECTIONS


@register.simple_tag
def indexes() -> tuple[tuple[str, Promise], ...]:
    """Return the indexes of the archive, (URL name, label) each."""
    return INDEXES


@register.simple_tag
def own_language() -> Language:
    """Return the Language of the page, which has its script and its locale."""
    return about(current_language())


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """Return the canonical absolute address of this page.

    Its path is ``canonical_path`` in the context, else the path of the request without the query string.
    """
    path = context.get("canonical_path")
    if path is None:
        path = context["request"].path
    return f"{settings.SITE_URL}{path}"


#: The folder of the drawings of flags below ``static``: files "by.svg" named by ISO 3166 codes.
FLAGS = "img/flags"


@lru_cache(maxsize=1)
def countries_with_flags() -> frozenset[str]:
    """Return the codes of the countries of whose flags there is a drawing."""
    folder = Path(__file__).parents[2] / "static" / FLAGS
    return frozenset(path.stem.upper() for path in folder.glob("*.svg"))


@register.simple_tag
def flag(country: Country | str | None) -> SafeString:
    """Print the flag of *country* (or of its code), nothing if there is no drawing of it.

    It is an ornament: the page names the country in words too.
    """
    code = str(getattr(country, "code", country) or "").upper()
    if code not in countries_with_flags():
        return SafeString("")
    url = static(f"{FLAGS}/{code.lower()}.svg")
    return format_html('<img class="country" src="{}" width="24" height="18" alt="" loading="lazy">', url)


register.filter(by_name)


@register.filter
def breakable(url: str) -> SafeString:
    """Return *url* as HTML in which a line may break behind a slash."""
    return SafeString(escape(url).replace("/", "/<wbr>"))


@register.filter
def urlhost(url: str) -> str:
    """Return the host of *url* without ``www.``; "" if it is no address of the web, so that no page may link to it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.removeprefix("www.") if parts.scheme in {"http", "https"} else ""


#: {code point: JSON escape sequence} of characters with which a text could end the script element or begin a comment.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def jsonld(data: dict[str, Any]) -> SafeString:
    """Print *data* as a JSON-LD script element, which the Content-Security-Policy allows: it is not executed."""
    text = json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))  # nosec B703 - escaped above


@register.filter
def absolute(path: str) -> str:
    """Print the absolute address of *path* on this site."""
    return absolute_address(path)
