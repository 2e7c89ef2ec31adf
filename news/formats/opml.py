"""The feeds of the site as an outline (OPML 2.0), which feed readers import at once."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ipacis.core.lists.entries import key_of
from ipacis.core.lists.formats import RSS
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.selection import Selection
from ipacis.core.text.languages import alphabetical
from ipacis.core.web.absolute import absolute
from ipacis.core.web.paths import path_to
from news.models import Topic
from news.models.subjects import MEETINGS
from people.models import Organization, Person

from .xml import clean_text

#: The most topics, bodies and people, those with most meetings. Feed readers are slow with more.
MOST = 300


class Outline(NamedTuple):
    """A feed: its title, its absolute address, and that of the page that it follows."""

    text: str
    feed_url: str
    page_url: str


class OutlineGroup(NamedTuple):
    text: str
    outlines: list[Outline]


def opml(request: HttpRequest) -> HttpResponse:
    """Answer with the feeds of all news and meetings, and of the meetings of topics, bodies and people."""
    whole = [
        Outline(str(label), absolute(f"{path_to(name)}{RSS.name}"), absolute(path_to(name)))
        for name, label in (("news", _("News")), ("meetings", _("Meetings")))
    ]
    groups = [
        OutlineGroup(_("Everything"), whole),
        group(_("Topics"), "topic", "topic", Topic.objects.all()),
        group(_("Organizations"), "organization", "organization", Organization.objects.all()),
        group(_("People"), "person", "participant", Person.objects.public()),
    ]
    context = {"groups": [row for row in groups if row.outlines], "title": _("IPA CIS")}
    response = render(request, "news/feeds.opml", context, content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ipacis.opml"'
    return response


def group(text: str, kind: str, parameter: str, rows) -> OutlineGroup:
    """Return the outlines of the meetings about those of *rows*, of a *kind* in lists, that have most meetings."""
    numbers = Numbers(Selection(MEETINGS)).totals_of(kind).most_common(MOST)
    found = rows.in_bulk([int(key_of(value)) for value, _number in numbers])
    outlines = [
        Outline(
            clean_text(row.name if parameter != "topic" else row.label),
            absolute(f"{path_to('meetings')}{RSS.name}?{urlencode({parameter: row.slug})}"),
            absolute(row.get_absolute_url()),
        )
        for row in found.values()
    ]
    return OutlineGroup(text, sorted(outlines, key=lambda outline: alphabetical(outline.text)))
