"""Template tags for the pages of releases and meetings: photographs and citations.

A photograph is a ``<picture>`` with AVIF, WebP and JPEG copies in several widths.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ipacis.core.files.cards import HEIGHT, WIDTH
from ipacis.core.files.renditions import MEDIA_TYPES, Shape
from ipacis.core.lists.formats import CSV, Alternate
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from ipacis.core.web.paths import path_to
from news import cards
from news.charts.bars import Bars, YearCount, bars_of
from news.citations import Citation, citations_of
from news.lists import MeetingList, NewsList
from news.models import Meeting, NewsItem, Photo
from news.models.media import LEAD, WHOLE
from people.models import Person

register = template.Library()

#: {parameter of meetings: parameter of news for the same thing}
NEWS_PARAMETERS = {"participant": "person", "topic": "topic", "organization": "organization"}

#: {name for templates: Shape}
SHAPES = {shape.name: shape for shape in (LEAD, WHOLE)}
#: The format that every browser reads, for ``<img>``. The others are offered in ``<source>``.
COMMON = "JPEG"


@register.simple_tag
def picture(photo: Photo, shape: str, sizes: str, *, lazy: bool = True, described: bool = True) -> SafeString:
    """Print *photo* as ``<picture>`` in a shape, "lead" or "whole". *sizes* is the attribute of that name.

    *lazy* pictures are loaded when the reader comes near them. A picture that is not *described* has an empty ``alt``,
    because it stands beside the title of its page.
    """
    shape = SHAPES[shape]
    widths = widths_of(photo, shape)
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        (
            (media_type, srcset(photo, shape, widths, kind), sizes)
            for kind, (media_type, _suffix) in MEDIA_TYPES.items()
            if kind != COMMON
        ),
    )
    width, height = size_of(photo, shape, widths[-1])
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}></picture>',
        sources,
        copy(photo, shape, widths[0], COMMON),
        srcset(photo, shape, widths, COMMON),
        sizes,
        width,
        height,
        photo.alt if described else "",
        language_of(photo) if described else "",
        mark_safe(' loading="lazy" decoding="async"') if lazy else "",
    )


@register.simple_tag
def photo_copy(photo: Photo, shape: str, width: int) -> str:
    """Return the address of the JPEG copy of *photo* in a shape with *width*."""
    return copy(photo, SHAPES[shape], width, COMMON)


def copy(photo: Photo, shape: Shape, width: int, kind: str) -> str:
    return getattr(photo.image, shape.copy(width, kind))


def widths_of(photo: Photo, shape: Shape) -> list[int]:
    """Return the widths in which to offer *photo*: those that do not enlarge it, at least the smallest one."""
    return [width for width in shape.widths if width <= (photo.image_width or 0)] or [shape.widths[0]]


def size_of(photo: Photo, shape: Shape, width: int) -> tuple[int, int]:
    """Return the width and height of the copy of *photo* with *width*, as far as they are known."""
    if shape.ratio or not (photo.image_width and photo.image_height):
        return width, shape.height(width)
    scale = min(1, width / photo.image_width, width / photo.image_height)
    return round(photo.image_width * scale), round(photo.image_height * scale)


def srcset(photo: Photo, shape: Shape, widths: list[int], kind: str) -> str:
    return ", ".join(
        f"{copy(photo, shape, width, kind)} {size_of(photo, shape, width)[0]}w" for width in widths
    )


def language_of(photo: Photo) -> SafeString | str:
    """Return the attribute ``lang`` of the alternative text if its language is not that of the page."""
    language = photo.alt.language
    return format_html(' lang="{}"', language) if language != current_language() else ""


@register.simple_tag(takes_context=True)
def share_image(context: Context, thing: Model | list[Person] | None = None) -> SafeString:
    """Print the properties of Open Graph and Twitter of the card of *thing*, of two people, or else of the page."""
    if isinstance(thing, list):
        path = path_to("pair-card", *(str(person.pk) for person in thing))
    elif thing is not None:
        path = cards.path_of(thing)
    else:
        match = getattr(context.get("request"), "resolver_match", None)
        name = match.url_name if match and match.url_name in cards.PAGES else "home"
        path = path_to("page-card", name)
    return format_html(
        '<meta property="og:image" content="{}"><meta property="og:image:type" content="image/jpeg">'
        '<meta property="og:image:width" content="{}"><meta property="og:image:height" content="{}">'
        '<meta property="og:image:alt" content="{}"><meta name="twitter:card" content="summary_large_image">',
        absolute(path),
        WIDTH,
        HEIGHT,
        context.get("shared_title", ""),
    )


@register.simple_tag
def year_bars(years: Iterable[YearCount], parameter: str, slug: str) -> Bars | None:
    """Return the drawing of *years* of the meetings with *parameter*=*slug*; None for fewer than two years."""
    return bars_of({row.year: row.number for row in years}, parameter, slug)


class Feeds(NamedTuple):
    """The feeds of one list about something, under the *heading* of the list; *calendar* is None without one."""

    heading: str
    feeds: list[Alternate]
    calendar: Alternate | None


@register.simple_tag
def feeds_about(parameter: str, slug: str, name: str) -> list[Feeds]:
    """Return the feeds of the news and of the meetings about the thing *name*, by the *parameter* of meetings."""
    found = []
    for item_list, condition in ((NewsList, NEWS_PARAMETERS.get(parameter)), (MeetingList, parameter)):
        if condition is None:
            continue
        query = urlencode({condition: slug})
        root = path_to(item_list.url_name)
        rows = [
            Alternate(format, f"{root}{format.name}?{query}", f"{name}: {item_list.heading} – {format.label}")
            for format in item_list.formats
            if format != CSV
        ]
        calendar = next((row for row in rows if row.webcal), None)
        found.append(Feeds(item_list.heading, [row for row in rows if row != calendar], calendar))
    return found


@register.simple_tag
def citations(thing: NewsItem | Meeting) -> list[Citation]:
    """Return the Citations of *thing* for a reader of today."""
    return list(citations_of(thing, timezone.localdate()))
