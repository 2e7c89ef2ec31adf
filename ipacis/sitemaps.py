"""Sitemaps of every public page (sitemaps.org protocol 0.9), in two sets.

The second set adds hreflang links to the other languages of each page. The sets are separate because the XML schema of
the protocol does not allow elements of other vocabularies.

Django's own sitemaps are not used, because they take the host from the request and load every row to make one page.
Here the host comes from SITE_URL, and a sitemap contains the rows of a fixed range of ids. A row never moves to another
sitemap, so a crawler learns from the ``lastmod`` of a sitemap whether to read it again.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ipacis.core.lists.pages import MAX_ID
from ipacis.core.record.sitemap_parts import SIZE, last_change, latest_changes
from ipacis.core.text.labels import in_each_language
from ipacis.core.web.absolute import absolute
from news.formats.xml import clean_text
from news.models import Event, Meeting, NewsItem, Place, Topic
from people.models import Organization, Person, Post

#: A news sitemap holds at most 1,000 releases of the last two days (Google News sitemap protocol).
NEWS_DAYS = datetime.timedelta(days=2)
NEWS_MOST = 1_000
#: The URL names of the pages that do not belong to a row.
PAGES = [
    "home",
    "news",
    "meetings",
    "people",
    "organizations",
    "topics",
    "corrections",
    "about",
    "press",
    "privacy",
    "data",
    "who-met-whom",
    "subscribe",
    "accessibility",
    "calendar",
    "places",
    "events",
    "posts",
    "documents",
]
#: {name of a sitemap: function that returns its public rows}
SECTIONS: dict[str, Callable[[], QuerySet]] = {
    "news": lambda: NewsItem.objects.published(),
    "meetings": lambda: Meeting.objects.published(),
    "people": lambda: Person.objects.public(),
    "organizations": Organization.objects.all,
    "posts": Post.objects.all,
    "topics": Topic.objects.all,
    "events": Event.objects.all,
    "places": Place.objects.all,
}


class Translation(NamedTuple):
    """The absolute address of a page in one *language* (code)."""

    language: str
    url: str


@dataclass
class SitemapAddress:
    """An absolute address, the moment of its last change (W3C-DTF, "" if unknown) and the page in each language."""

    url: str
    lastmod: str = ""
    translations: list[Translation] = field(default_factory=list)


@dataclass
class NewsSitemapAddress:
    """The address of a release in the news sitemap: absolute address, language code, W3C-DTF date and title."""

    url: str
    language: str
    date: str
    title: str


def w3c(moment: datetime.datetime | None) -> str:
    """Format *moment* in W3C-DTF, as the sitemap protocol requires; "" for None."""
    return moment.isoformat(timespec="seconds") if moment else ""


def in_every_language(address_of: Callable[[], str], lastmod: str = "") -> list[SitemapAddress]:
    """Return the addresses of a page that exists in every language. *address_of* returns its path in the active one."""
    urls = in_each_language(lambda: absolute(address_of()))
    translations = [Translation(code, url) for code, url in urls.items()]
    return [SitemapAddress(page.url, lastmod, translations) for page in translations]


def page_addresses(rows: QuerySet) -> list[SitemapAddress]:
    """Return the addresses of *rows* in every language. Loads only the columns that make up an address."""
    rows = rows.only("slug", *rows.model.address_fields()).annotate(change=last_change(rows.model))
    return [address for row in rows for address in in_every_language(row.get_absolute_url, w3c(row.change))]


def news_addresses(items: QuerySet) -> list[SitemapAddress]:
    """Return the addresses of *items*, with the public translations of each release."""
    columns = ["slug", *NewsItem.address_fields(), "translation_key"]
    items = list(items.only(*columns).annotate(change=last_change(NewsItem)))
    translations = {}
    keys = {item.translation_key for item in items}
    texts = NewsItem.objects.published().filter(translation_key__in=keys)
    for row in texts.only(*columns).order_by("language"):
        translation = Translation(row.language, absolute(row.get_absolute_url()))
        translations.setdefault(row.translation_key, []).append(translation)
    return [
        SitemapAddress(
            absolute(item.get_absolute_url()),
            w3c(item.change),
            translations.get(item.translation_key, []),
        )
        for item in items
    ]


def index(request: HttpRequest, view: str = "sitemap") -> HttpResponse:
    """Answer with the sitemap index. *view* is the URL name of the sitemaps in it."""
    sitemaps = [SitemapAddress(absolute(reverse(view, args=["pages", 1])))]
    for name, rows in SECTIONS.items():
        for part, moment in latest_changes(rows()).items():
            sitemaps.append(SitemapAddress(absolute(reverse(view, args=[name, part])), w3c(moment)))
    return render(request, "sitemap_index.xml", {"sitemaps": sitemaps}, content_type="application/xml")


def section(request: HttpRequest, name: str, part: int, languages: bool = False) -> HttpResponse:
    """Answer with sitemap number *part* of the section *name*; *languages* adds the hreflang links.

    Raises Http404 for an unknown section and for a part without rows.
    """
    if name == "pages" and part == 1:
        addresses = [page for view in PAGES for page in in_every_language(lambda view=view: reverse(view))]
    elif name in SECTIONS and 0 < part <= MAX_ID // SIZE:
        rows = SECTIONS[name]().filter(pk__gt=(part - 1) * SIZE, pk__lte=part * SIZE).order_by("pk")
        addresses = news_addresses(rows) if name == "news" else page_addresses(rows)
    else:
        raise Http404("no such sitemap")
    if not addresses:
        raise Http404("nothing in this range")
    context = {"addresses": addresses, "languages": languages}
    return render(request, "sitemap.xml", context, content_type="application/xml")


def fresh_news(request: HttpRequest) -> HttpResponse:
    """Answer with the news sitemap: the releases that are dated and were published within the last two days.

    An old release that is published today is left out. A sitemap must contain at least one address, so without such
    releases it contains the addresses of the news lists.
    """
    since = timezone.now() - NEWS_DAYS
    items = NewsItem.objects.published().filter(publish_at__gte=since, date__gte=timezone.localdate(since))
    fresh = [
        NewsSitemapAddress(
            absolute(item.get_absolute_url()), item.language, w3c(item.publish_at), clean_text(item.headline)
        )
        for item in items.defer("body", "lead").order_by("-publish_at", "-pk")[:NEWS_MOST]
    ]
    context = {"items": fresh, "lists": [] if fresh else in_every_language(lambda: reverse("news"))}
    return render(request, "news_sitemap.xml", context, content_type="application/xml")
