"""Template vocabulary of every page: languages, dates, rich text, addresses."""

import json
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from ipacis.core.record.dates import iso_partial
from ipacis.core.text import richtext
from ipacis.core.text.labels import LANGUAGES, current_language

register = template.Library()


@register.filter
def tr(label):
    """Print a Label; one that fell back to another language is marked with it."""
    language = getattr(label, "language", None)
    if not label or language in {None, current_language()}:
        return label
    return format_html('<span lang="{}">{}</span>', language, label)


@register.filter
def rich(markup):
    """Print stored rich text, sanitised once more."""
    return richtext.safe(markup or "")


@register.filter
def plain(markup):
    """Print the words of rich text."""
    return richtext.plain(markup or "")


@register.filter
def iso(thing):
    """Return the machine-readable first day of something with ``start_date`` and a precision."""
    return iso_partial(thing.start_date, getattr(thing, "date_precision", None) or thing.start_precision)


@register.simple_tag
def days(thing):
    """Print the days of a meeting or an event as ``<time>``."""
    return format_html('<time datetime="{}">{}</time>', iso(thing), thing.days_text)


@register.simple_tag(takes_context=True)
def languages(context):
    """Return (code, name in itself, address of this page, whether it is the page's own) of each language.

    A view gives ``alternates`` (code → address) where the addresses differ in more than the language; a
    language without an address leads to its home page and is marked as not being this page.
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


@register.simple_tag(takes_context=True)
def canonical(context):
    """Return the absolute address of this page: its path, with the query string where the view says so."""
    path = context.get("canonical_path")
    if path is None:
        path = context["request"].path
    return f"{settings.SITE_URL}{path}"


@register.filter
def urlhost(url):
    """Return the host of *url* without ``www.``, as a reader names a site."""
    return urlsplit(url).netloc.removeprefix("www.")


@register.simple_tag
def query(**pairs):
    """Return a query string of what has a value."""
    return f"?{urlencode({key: value for key, value in pairs.items() if value})}"


#: Letters that could end a script element or open a comment in it, as JSON may write them.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def jsonld(data):
    """Print *data* as a JSON-LD block. It is data and no script, so the content policy lets it stand."""
    text = json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))  # nosec B703 - escaped above


@register.filter
def absolute(path):
    """Return the absolute address of *path* on this site."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
