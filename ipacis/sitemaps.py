"""Sitemaps of all that is public, each address with its other languages (sitemaps.org 0.9, hreflang).

Django's own sitemap views take the host from the request; here every address comes from the settings.
"""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ipacis.core.labels import LANGUAGES
from ipacis.core.publication import public
from news.models import Event, Meeting, NewsItem, Place, Topic
from people.models import Organization, Person, Post

#: The protocol allows 50,000 addresses a file; each row of ours has one a language and as many alternates.
MOST = 5_000
NEWS_DAYS = datetime.timedelta(days=2)
NEWS_MOST = 1_000
PAGES = ["home", "news", "meetings", "people", "organizations", "topics", "about"]
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
    """One address, its day of change, and (language, address) of the same page in each language."""

    url: str
    lastmod: datetime.date | None = None
    alternates: list = field(default_factory=list)


def absolute(path):
    return f"{settings.SITE_URL}{path}"


def in_every_language(address_of, lastmod=None):
    """Return an Entry for each language of a page that all languages have; *address_of* is asked in each."""
    alternates = []
    for code in LANGUAGES:
        with override(code):
            alternates.append((code, absolute(address_of())))
    return [Entry(url, lastmod, alternates) for _code, url in alternates]


def news_entries(items):
    """Return an Entry for each of *items*, with the public texts of the same release in other languages."""
    items = list(items)
    keys = {item.translation_key for item in items}
    groups = {}
    for row in NewsItem.objects.filter(public(), translation_key__in=keys).order_by("language"):
        groups.setdefault(row.translation_key, []).append((row.language, absolute(row.get_absolute_url())))
    return [
        Entry(
            absolute(item.get_absolute_url()), item.modified_at.date(), groups.get(item.translation_key, [])
        )
        for item in items
    ]


def index(request):
    """Answer with the list of sitemaps."""
    parts = [reverse("sitemap", args=["pages", 1])]
    for name, rows in SECTIONS.items():
        pages = -(-rows().count() // MOST)
        parts += [reverse("sitemap", args=[name, page]) for page in range(1, pages + 1)]
    return render(
        request, "sitemap_index.xml", {"parts": map(absolute, parts)}, content_type="application/xml"
    )


def section(request, name, page):
    """Answer with one sitemap of a section. Raises Http404 for a section or a page that is not there."""
    if name == "pages" and page == 1:
        entries = [entry for view in PAGES for entry in in_every_language(lambda view=view: reverse(view))]
    elif name in SECTIONS:
        rows = SECTIONS[name]().order_by("pk")[(page - 1) * MOST : page * MOST]
        if name == "news":
            entries = news_entries(rows)
        else:
            entries = [
                entry
                for row in rows
                for entry in in_every_language(row.get_absolute_url, getattr(row, "modified_at", None))
            ]
    else:
        raise Http404("no such sitemap")
    if not entries:
        raise Http404("no such page")
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml")


def fresh_news(request):
    """Answer with the releases of the last two days, as news search engines ask for them."""
    items = NewsItem.objects.published().filter(publish_at__gte=timezone.now() - NEWS_DAYS)
    return render(
        request,
        "news_sitemap.xml",
        {"items": items.latest_first()[:NEWS_MOST]},
        content_type="application/xml",
    )
