"""Feeds of lists: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

A feed has the items of a list by the moment of their publication or latest correction, so it tells what is new,
whatever day it is about. A corrected item comes first again, with the same id and a later ``updated``. ``next`` is the
following page (RFC 5005, 3). New items do not change a page whose address has a cursor, so it is also an archive
document of the feed (RFC 5005, 4).
"""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.cache import set_response_etag
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, Stylesheet, rfc3339_date
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import ATOM, JSON, RSS, Format
from ipacis.core.lists.pages import Order, Page
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from ipacis.core.web.licences import TERMS
from ipacis.core.web.schemas import described_by
from ipacis.core.web.sharing import for_others
from news.models import Correction

from .entries import FeedEntry, tag_uri
from .xml import clean_text

#: The XML namespaces of RFC 5005 and of Media RSS.
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
#: The date of change of a feed without items. It is constant, so that an unchanged feed has the same bytes. It is the
#: day on which the Assembly was founded, because some feed readers refuse implausible dates.
NEVER = datetime.datetime(1992, 3, 27, tzinfo=datetime.UTC)


class PageLink(NamedTuple):
    """A link to another page of a feed: link relation (RFC 5005) and absolute address."""

    relation: str
    url: str


@dataclass
class Feed:
    """The page of *item_list* at the requested address *path*, as every feed format describes it."""

    item_list: ItemList
    format: Format
    path: str

    @property
    def title(self) -> str:
        return clean_text(f"{self.item_list.title} – {_('IPA CIS')}")

    @property
    def description(self) -> str:
        """A description of the list, or the errors of its conditions."""
        if errors := self.item_list.filter.errors:
            return clean_text(" ".join(map(str, errors)))
        words = _("%(list)s, from the site of the Interparliamentary Assembly of the CIS. Latest first.")
        return clean_text(words % {"list": self.item_list.title})

    @property
    def id(self) -> str:
        """The tag: URI, which is the same for all formats and pages of the list."""
        return tag_uri(self.path if self.item_list.filter.errors else self.item_list.url())

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def home_url(self) -> str:
        """The absolute address of the list as a page."""
        return absolute(self.item_list.url())

    @property
    def language(self) -> str:
        return current_language()

    @property
    def author(self) -> str:
        return _("Interparliamentary Assembly of the CIS")

    @cached_property
    def page(self) -> Page:
        """The page of the list with FeedEntries as its items, loaded in a fixed number of queries."""
        page = self.item_list.page_of(self.item_list.for_feed, Order.MOMENT)
        return replace(page, items=self.item_list.feed_entries(page.items))

    @property
    def updated(self) -> datetime.datetime:
        return max((entry.updated for entry in self.page), default=NEVER)

    @property
    def modified(self) -> datetime.datetime | None:
        """The moment of the latest change of an item or of the latest withdrawal of any; None if there is neither.

        A client that sends no ETag thereby learns that an item is gone.
        """
        withdrawn = Correction.objects.filter(kind=Correction.Kind.WITHDRAWAL).order_by("-day", "-pk")
        moments = [
            withdrawn.values_list("made_at", flat=True).first(),
            *(entry.modified for entry in self.page),
        ]
        return max(filter(None, moments), default=None)

    @property
    def hub(self) -> str:
        """The address of the WebSub hub that tells subscribers what is new in this feed, "" if none does."""
        item_list = self.item_list
        # The list of two people has no conditions, but it is not whole.
        is_narrowed = item_list.filter or item_list.filter.period or item_list.everything().is_narrowed
        return "" if is_narrowed or item_list.filter.errors or self.is_archive else settings.WEBSUB_HUB

    @property
    def is_archive(self) -> bool:
        """Whether the address has a cursor, so that new items do not change this page."""
        return bool(self.item_list.filter.before or self.item_list.filter.after)

    def page_url(self, **cursor: Any) -> str:
        """Return the absolute address of the page of this feed *before* or *after* a cursor."""
        return absolute(self.item_list.format_url(self.format, **cursor))

    @property
    def links(self) -> list[PageLink]:
        """The links to the other pages of the feed."""
        first = self.page_url()
        links = [PageLink("first", first), PageLink("current", first)] if self.is_archive else []
        if newer := self.page.newer:
            links.append(PageLink("previous", self.page_url(after=newer)))
        if older := self.page.older:
            url = self.page_url(before=older)
            links += [PageLink("next", url), PageLink("prev-archive", url)]
        return links


class FeedWriter:
    """The common part of RSS and Atom: fills a feed generator of Django with a Feed."""

    def __init__(self, feed):
        self.source = feed
        super().__init__(
            title=feed.title,
            link=feed.home_url,
            description=feed.description,
            subtitle=feed.description,
            language=feed.language,
            author_name=feed.author,
            feed_url=feed.url,
            feed_guid=feed.id,
            feed_copyright=TERMS,
            stylesheets=[Stylesheet(static("css/feed.css"), mimetype="text/css", media=None)],
        )
        for entry in feed.page:
            self.add_item(
                title=entry.title,
                link=entry.url,
                # Both formats expect HTML here, and the summary is plain text.
                description=escape(entry.summary) if entry.summary else None,
                author_name=entry.author or None,
                pubdate=entry.published,
                updateddate=entry.updated,
                unique_id=entry.id,
                unique_id_is_permalink=False,
                categories=[*entry.topics, *entry.people],
                enclosures=[Enclosure(picture.url, "0", picture.type) for picture in entry.pictures],
                entry=entry,
            )

    def latest_post_date(self) -> datetime.datetime:
        return self.source.updated

    def add_paging(self, handler: SimplerXMLGenerator, element: str) -> None:
        """Write the links to other pages and to the hub as elements with the name *element*, and mark an archive
        document.
        """
        if self.source.hub:
            handler.addQuickElement(element, None, {"rel": "hub", "href": self.source.hub})
        for relation, url in self.source.links:
            handler.addQuickElement(element, None, {"rel": relation, "href": url})
        if self.source.is_archive:
            handler.addQuickElement("fh:archive")


class Rss(FeedWriter, Rss201rev2Feed):
    """RSS 2.0 with full content (content:encoded), corrections (dcterms:modified) and pictures (Media RSS)."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:fh": HISTORY,
            "xmlns:media": MEDIA,
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        self.add_paging(handler, "atom:link")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        entry = item["entry"]
        # Some readers show the description only. RSS allows one enclosure for each item; Media RSS has all pictures.
        shown = {"description": item["description"] or entry.content, "enclosures": item["enclosures"][:1]}
        super().add_item_elements(handler, {**item, **shown})
        if entry.updated > entry.published:
            handler.addQuickElement("dcterms:modified", rfc3339_date(entry.updated))
        if entry.content:
            handler.addQuickElement("content:encoded", entry.content)
        for picture in entry.pictures:
            attributes = {"url": picture.url, "type": picture.type, "medium": "image"}
            handler.startElement("media:content", attributes)
            handler.addQuickElement("media:description", escape(picture.caption), {"type": "html"})
            handler.endElement("media:content")


class Atom(FeedWriter, Atom1Feed):
    """Atom 1.0 with full content."""

    def write(self, outfile: IO, encoding: str) -> None:
        # As Django's method, which leaves out the style sheets of Atom feeds.
        handler = SimplerXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        for stylesheet in self.feed["stylesheets"]:
            handler.processingInstruction("xml-stylesheet", str(stylesheet))
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        self.add_paging(handler, "link")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if content := item["entry"].content:
            handler.addQuickElement("content", content, {"type": "html"})


def json_item(entry: FeedEntry) -> dict[str, Any]:
    """Return *entry* as an item of JSON Feed 1.1."""
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "tags": [*entry.topics, *entry.people],
    }
    if entry.author:
        item["authors"] = [{"name": entry.author}]
    if entry.pictures:
        item["image"] = entry.pictures[0].url
        item["attachments"] = [
            {"url": picture.url, "mime_type": picture.type, "title": picture.caption}
            for picture in entry.pictures
        ]
    return item


def json_feed(feed: Feed) -> dict[str, Any]:
    """Return *feed* as a document of JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [json_item(entry) for entry in feed.page],
    }
    if feed.hub:
        document["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    if feed.page.older:
        document["next_url"] = feed.page_url(before=feed.page.older)
    return document


def feed_answer(
    request: HttpRequest, item_list: ItemList, format: Format, text_of: Callable[[Feed], str]
) -> HttpResponse:
    """Answer with *item_list* in *format*, written by *text_of*, with the headers ETag and Last-Modified."""
    feed = Feed(item_list, format, request.get_full_path())
    response = HttpResponse(text_of(feed), content_type=format.content_type)
    if modified := feed.modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    # Django's middleware sets the ETag for GET only; this sets it for HEAD as well.
    return set_response_etag(response)


@for_others
def rss(request: HttpRequest, item_list: ItemList) -> HttpResponse:
    return feed_answer(request, item_list, RSS, lambda feed: Rss(feed).writeString("utf-8"))


@for_others
def atom(request: HttpRequest, item_list: ItemList) -> HttpResponse:
    return feed_answer(request, item_list, ATOM, lambda feed: Atom(feed).writeString("utf-8"))


@for_others
def json_document(request: HttpRequest, item_list: ItemList) -> HttpResponse:
    response = feed_answer(
        request, item_list, JSON, lambda feed: json.dumps(json_feed(feed), ensure_ascii=False, indent=1)
    )
    return described_by(response, "feed.json")
