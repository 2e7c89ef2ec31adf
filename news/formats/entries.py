"""The content of one item of a feed, independent of the format of the feed."""

import datetime
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.utils.html import escape, format_html

from ipacis.core.record.addresses import identifier
from ipacis.core.record.corrections import Correctable
from ipacis.core.text.richtext import safe
from ipacis.core.web.absolute import absolute
from news.models import NewsItem, Photo

from .xml import clean_text

#: Authority and date of the tag: URIs of this site (RFC 4151). Never change it: feed readers recognise an item by
#: its id, also after the domain of the site has changed.
AUTHORITY = "iacis.ru,2023"
#: {file suffix: media type}
PICTURE_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
#: The beginning of a link as the sanitiser and the templates write it; group 2 is its address.
LINK = re.compile(r'(<a(?:\s+[\w-]+="[^"]*")*?\s+href=")([^"]*)')


def tag_uri(name: str) -> str:
    """Return the tag: URI with the specific part *name* ("newsitem/412")."""
    return f"tag:{AUTHORITY}:{name}"


def with_absolute_links(markup: str, url: str) -> str:
    """Return *markup* of the page at the absolute address *url* with absolute addresses in all links."""

    def resolve(found: re.Match) -> str:
        before, link = found.groups()
        try:
            return before + escape(urljoin(url, html.unescape(link).strip()))
        except ValueError:  # not a valid address, so the link is broken on the page as well
            return found[0]

    return LINK.sub(resolve, markup)


@dataclass(frozen=True)
class Picture:
    """A photograph of an item: absolute address, media type and caption."""

    url: str
    type: str
    caption: str


@dataclass
class FeedEntry:
    """One item of a feed.

    ``id`` is a tag: URI, ``url`` absolute, ``content`` HTML with absolute links, all other texts plain. ``updated``
    is the moment of the latest published correction, ``modified`` that of the latest change of the row.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime.datetime
    updated: datetime.datetime
    modified: datetime.datetime
    author: str = ""
    topics: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def entry_of(
    row: Correctable,
    *,
    title: str,
    summary: str,
    content: str,
    author: str = "",
    topics: Iterable[str] = (),
    people: Iterable[str] = (),
    pictures: Iterable[Picture] = (),
) -> FeedEntry:
    """Return the FeedEntry of the published *row*; *content* is HTML of its page."""
    url = absolute(row.get_absolute_url())
    return FeedEntry(
        id=tag_uri(identifier(row)),
        url=url,
        title=clean_text(title),
        summary=clean_text(summary),
        content=with_absolute_links(clean_text(content), url),
        published=row.publish_at,
        updated=row.updated_at,
        modified=max(row.updated_at, row.modified_at),
        author=clean_text(author),
        topics=list(dict.fromkeys(map(clean_text, topics))),
        people=list(dict.fromkeys(map(clean_text, people))),
        pictures=list(pictures),
    )


def text_with_lead(item: NewsItem) -> str:
    """Return the lead and the body of *item* as HTML."""
    body = safe(item.body)
    return format_html("<p>{}</p>{}", item.lead, body) if item.lead else body


def picture_of(photo: Photo) -> Picture:
    """Return the Picture of the large rendition of *photo*. Without a caption it gets the alternative text."""
    extension = photo.image.name.rpartition(".")[2].lower()
    return Picture(
        absolute(photo.image.large),
        PICTURE_TYPES.get(extension, "image/jpeg"),
        clean_text(photo.caption or photo.alt),
    )
