"""What one item of a list carries into a feed, whatever the format of the feed."""

import datetime
import html
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.utils.html import escape, format_html

from ipacis.core.text.richtext import safe
from ipacis.core.web.absolute import absolute

from .xml import clean_text

#: Authority and date of the site's tag: URIs (RFC 4151). It outlives every domain: a reader that has seen an
#: item knows it again under any address. Never change it.
AUTHORITY = "iacis.ru,2023"
PICTURE_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
#: The address of a link as the sanitiser and the templates write it, behind other attributes or not.
LINK = re.compile(r'(<a(?:\s+[\w-]+="[^"]*")*?\s+href=")([^"]*)')


def tag_uri(name: str) -> str:
    """Return the tag: URI of what is called *name* ("newsitem/412")."""
    return f"tag:{AUTHORITY}:{name}"


def with_absolute_links(markup: str, url: str) -> str:
    """Return *markup* of the page at *url* with links that lead to the same places from anywhere."""

    def resolve(found):
        before, link = found.groups()
        try:
            return before + escape(urljoin(url, html.unescape(link).strip()))
        except ValueError:  # it is no address, and leads nowhere from the page either
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
    """One item of a feed. ``content`` is HTML with absolute links.

    ``updated`` is the latest correction that readers are told of; ``modified`` any change of the row.
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


def entry_of(row, *, title, summary, content, author="", topics=(), people=(), pictures=()) -> FeedEntry:
    """Return the FeedEntry of *row*, which is Correctable and published."""
    url = absolute(row.get_absolute_url())
    return FeedEntry(
        id=tag_uri(f"{row._meta.model_name}/{row.pk}"),
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


def text_with_lead(item) -> str:
    """Return the lead and the body of a news *item* as HTML."""
    body = safe(item.body)
    return format_html("<p>{}</p>{}", item.lead, body) if item.lead else body


def picture_of(photo) -> Picture:
    """Return *photo* as feeds name it."""
    extension = photo.image.name.rpartition(".")[2].lower()
    return Picture(
        absolute(photo.image.large),
        PICTURE_TYPES.get(extension, "image/jpeg"),
        clean_text(photo.caption or photo.alt),
    )
