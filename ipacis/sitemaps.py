"""Sitemaps of all that is public (sitemaps.org 0.9), and a second set with the other languages of each address.

The schema of the protocol refuses vocabularies that it does not know, such as the hreflang links of the
second set.

Django's own sitemaps take the host from the request and load every row to cut out one page. Here every
address comes from the settings, and a file holds the rows of a range of ids: a row never moves to another
file, so the ``lastmod`` of a file says whether a robot must read it again.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, F, Max
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ipacis.core.lists.pages import MAX_ID
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.web.absolute import absolute
from news.formats.xml import clean_text
from news.models import Event, Meeting, NewsItem, Place, Topic
from people.models import Organization, Person, Post

#: The protocol allows 50,000 addresses and 50 MB a file. A row has an address in each language.
IDS = 2_500
NEWS_DAYS = datetime.timedelta(days=2)
NEWS_MOST = 1_000
PAGES = [
    "home",
    "news",
    "meetings",
    "people",
    "organizations",
    "topics",
    "corrections",
    "about",
    "data",
]
SECTIONS = {
    "news": lambda: NewsItem.objects.published(),
    "meetings": lambda: Meeting.objects.published(),
    "people": lambda: Person.objects.public(),
    "organizations": Organization.objects.all,
    "posts": Post.objects.all,
    "topics": Topic.objects.all,
    "events": Event.objects.all,
    "places": Place.objects.all,
}


@dataclass
class Entry:
    """One address, the moment of its last change, and (language, address) of the same page in each language."""

    url: str
    lastmod: str = ""
    alternates: list = field(default_factory=list)


@dataclass
class Release:
    """An Entry of the news sitemap."""

    url: str
    language: str
    date: str
    title: str


def w3c(moment):
    """Return *moment* as sitemaps write it (W3C-DTF), "" for none."""
    return moment.isoformat(timespec="seconds") if moment else ""


def moments_of(model):
    """Return the columns of *model* that tell when its page changed: edited, or public by itself since."""
    columns = {column.name for column in model._meta.get_fields()}
    return [name for name in ("modified_at", "publish_at") if name in columns]


def in_every_language(address_of, lastmod=""):
    """Return an Entry for each language of a page that all languages have; *address_of* is asked in each."""
    alternates = []
    for code in LANGUAGES:
        with override(code):
            alternates.append((code, absolute(address_of())))
    return [Entry(url, lastmod, alternates) for _code, url in alternates]


def entries_of(rows):
    """Return the Entries of *rows*, loaded with nothing but what an address is made of."""
    moments = moments_of(rows.model)
    rows = rows.only("slug", *rows.model.address_fields(), *moments)
    return [
        entry
        for row in rows
        for entry in in_every_language(
            row.get_absolute_url, w3c(max((getattr(row, name) for name in moments), default=None))
        )
    ]


def news_entries(items):
    """Return an Entry for each of *items*, with the public texts of the same release in other languages."""
    columns = ["slug", *NewsItem.address_fields(), *moments_of(NewsItem), "translation_key"]
    items = list(items.only(*columns))
    groups = {}
    keys = {item.translation_key for item in items}
    texts = NewsItem.objects.published().filter(translation_key__in=keys)
    for row in texts.only(*columns).order_by("language"):
        groups.setdefault(row.translation_key, []).append((row.language, absolute(row.get_absolute_url())))
    return [
        Entry(
            absolute(item.get_absolute_url()),
            w3c(max(item.modified_at, item.publish_at)),
            groups.get(item.translation_key, []),
        )
        for item in items
    ]


def index(request, view="sitemap"):
    """Answer with the list of sitemaps, which *view* answers, each with its last change where its rows tell it."""
    parts = [Entry(absolute(reverse(view, args=["pages", 1])))]
    for name, rows in SECTIONS.items():
        moments = moments_of(rows().model)
        ranges = rows().order_by().annotate(part=(F("id") - 1) / IDS + 1).values("part")
        latest = {f"latest_{moment}": Max(moment) for moment in moments}
        for row in ranges.annotate(count=Count("pk"), **latest).order_by("part"):
            lastmod = max((row[column] for column in latest), default=None)
            parts.append(Entry(absolute(reverse(view, args=[name, row["part"]])), w3c(lastmod)))
    return render(request, "sitemap_index.xml", {"parts": parts}, content_type="application/xml")


def section(request, name, part, languages=False):
    """Answer with one sitemap of a section, with the *languages* of each address or without.

    Raises Http404 for a section or a part that holds nothing.
    """
    if name == "pages" and part == 1:
        entries = [entry for view in PAGES for entry in in_every_language(lambda view=view: reverse(view))]
    elif name in SECTIONS and 0 < part <= MAX_ID // IDS:
        rows = SECTIONS[name]().filter(pk__gt=(part - 1) * IDS, pk__lte=part * IDS).order_by("pk")
        entries = news_entries(rows) if name == "news" else entries_of(rows)
    else:
        raise Http404("no such sitemap")
    if not entries:
        raise Http404("nothing in this range")
    context = {"entries": entries, "languages": languages}
    return render(request, "sitemap.xml", context, content_type="application/xml")


def fresh_news(request):
    """Answer with the releases of the last two days, as news search engines ask for them.

    A release of another year that is entered today is no news. A sitemap must hold an address: where there
    is no fresh release it holds those of the lists.
    """
    since = timezone.now() - NEWS_DAYS
    items = NewsItem.objects.published().filter(publish_at__gte=since, date__gte=timezone.localdate(since))
    fresh = [
        Release(
            absolute(item.get_absolute_url()), item.language, w3c(item.publish_at), clean_text(item.headline)
        )
        for item in items.defer("body", "lead").order_by("-publish_at", "-pk")[:NEWS_MOST]
    ]
    context = {"items": fresh, "lists": [] if fresh else in_every_language(lambda: reverse("news"))}
    return render(request, "news_sitemap.xml", context, content_type="application/xml")
