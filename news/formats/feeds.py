"""Every list as a feed: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

A feed holds the items of the same page of the list, so it pages by the same cursors: ``next`` leads on (RFC
5005, 3), and because a page named by its cursor stays as it is when new items come, it counts as an archive
of the feed too (RFC 5005, 4).
"""

import datetime
import json
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpResponse
from django.utils.cache import set_response_etag
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, rfc3339_date
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import ATOM, JSON, RSS, Format
from ipacis.core.lists.pages import Page
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute

from .entries import FeedEntry, tag_uri
from .xml import clean_text

HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
#: When a feed without items was "updated": a fixed moment, so that two answers are the same to the byte, and
#: one that readers believe: the day on which the Assembly was founded.
NEVER = datetime.datetime(1992, 3, 27, tzinfo=datetime.UTC)


@dataclass
class Feed:
    """What every format says of the page of *item_list* that was asked for at the address *path*."""

    item_list: ItemList
    format: Format
    path: str

    @property
    def title(self):
        return clean_text(f"{self.item_list.title} – {_('IPA CIS')}")

    @property
    def description(self):
        """What the feed holds, or what was wrong with the conditions."""
        if errors := self.item_list.filter.errors:
            return clean_text(" ".join(map(str, errors)))
        words = _("%(list)s, from the site of the Interparliamentary Assembly of the CIS. Latest first.")
        return clean_text(words % {"list": self.item_list.title})

    @property
    def id(self):
        return tag_uri(self.path if self.item_list.filter.errors else self.item_list.url())

    @property
    def url(self):
        return absolute(self.path)

    @property
    def home_url(self):
        return absolute(self.item_list.url())

    @property
    def language(self):
        return current_language()

    @property
    def author(self):
        return _("Interparliamentary Assembly of the CIS")

    @cached_property
    def page(self) -> Page:
        """The page of the list with a FeedEntry in the place of each item, in a fixed number of queries."""
        page = self.item_list.page_of(self.item_list.for_feed)
        return replace(page, items=self.item_list.feed_entries(page.items))

    @property
    def updated(self):
        return max((entry.updated for entry in self.page), default=NEVER)

    @property
    def is_archive(self):
        """Whether this is one of the older pages, which no new item changes."""
        return bool(self.item_list.filter.before or self.item_list.filter.after)

    def page_url(self, **cursor):
        return absolute(self.item_list.format_url(self.format, **cursor))

    @property
    def links(self):
        """Return [(relation, absolute address)] of the other pages of the feed."""
        links = [("first", self.page_url()), ("current", self.page_url())] if self.is_archive else []
        if newer := self.page.newer:
            links.append(("previous", self.page_url(after=newer)))
        if older := self.page.older:
            links += [(relation, self.page_url(before=older)) for relation in ("next", "prev-archive")]
        return links


class FeedWriter:
    """What RSS and Atom share: how Django's generator is filled with a Feed."""

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
        )
        for entry in feed.page:
            self.add_item(
                title=entry.title,
                link=entry.url,
                # Both formats read it as HTML, and it is plain text.
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

    def latest_post_date(self):
        return self.source.updated

    def add_paging(self, handler, element):
        for relation, url in self.source.links:
            handler.addQuickElement(element, None, {"rel": relation, "href": url})
        if self.source.is_archive:
            handler.addQuickElement("fh:archive")


class Rss(FeedWriter, Rss201rev2Feed):
    """RSS 2.0 with full content (content:encoded), corrections (dcterms:modified) and pictures (Media RSS)."""

    def rss_attributes(self):
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:fh": HISTORY,
            "xmlns:media": MEDIA,
        }

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        self.add_paging(handler, "atom:link")

    def add_item_elements(self, handler, item):
        # RSS knows one enclosure an item; Media RSS carries them all.
        super().add_item_elements(handler, {**item, "enclosures": item["enclosures"][:1]})
        entry = item["entry"]
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

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        self.add_paging(handler, "link")

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if content := item["entry"].content:
            handler.addQuickElement("content", content, {"type": "html"})


def json_item(entry: FeedEntry) -> dict:
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


def json_feed(feed):
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
    if feed.page.older:
        document["next_url"] = feed.page_url(before=feed.page.older)
    return document


def feed_answer(request, item_list, format, text_of):
    """Answer with *item_list* in *format*, written by *text_of* (Feed → text), with what a reader comes back by."""
    feed = Feed(item_list, format, request.get_full_path())
    response = HttpResponse(text_of(feed), content_type=format.content_type)
    if feed.page.items:
        response["Last-Modified"] = http_date(max(entry.modified for entry in feed.page).timestamp())
    # The middleware marks answers to GET alone.
    return set_response_etag(response)


def rss(request, item_list):
    return feed_answer(request, item_list, RSS, lambda feed: Rss(feed).writeString("utf-8"))


def atom(request, item_list):
    return feed_answer(request, item_list, ATOM, lambda feed: Atom(feed).writeString("utf-8"))


def json_document(request, item_list):
    return feed_answer(
        request, item_list, JSON, lambda feed: json.dumps(json_feed(feed), ensure_ascii=False, indent=1)
    )
