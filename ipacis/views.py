"""Views of the whole site: home page, about, data, short addresses, health check, robots.txt and error pages."""

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ipacis.core.lists.formats import ATOM, JSON, RSS, Format
from ipacis.core.lists.pages import MAX_ID
from ipacis.core.logs.audit import record
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.web import jsonld, low_vision
from ipacis.core.web.licences import CC0, CC_BY, TERMS
from ipacis.core.web.outage import AWAY, READ_ONLY, outage
from ipacis.core.web.paths import path_to
from ipacis.core.web.schemas import columns_of, schema_names
from news.delegations import people_in
from news.lists import MeetingList, NewsList
from news.lists.meetings import MeetingFilter
from news.lists.news import NewsFilter
from news.models import Meeting, NewsItem, Report, Topic
from news.parts import with_photos
from news.related import with_topics
from people.models import Person

from .front import Assembly, on_this_day

#: The value of the header Retry-After, in seconds.
RETRY_AFTER = "30"
#: The number of latest meetings whose most common topics the home page shows.
RECENT = 500
#: The number of releases on the home page, and the most people of its first one.
NEWS, PEOPLE = 7, 8
#: {address at which people and programs look for the feed of a site: format}
USUAL_FEEDS = {
    "feed": RSS,
    "feed/": RSS,
    "rss": RSS,
    "rss/": RSS,
    "rss.xml": RSS,
    "feed.xml": RSS,
    "index.xml": RSS,
    "atom.xml": ATOM,
    "feed.json": JSON,
}
#: The context of error pages: search engines must not index them, and they have no address in another language.
ERROR = {"is_error": True, "alternates": {}}


def home(request: HttpRequest) -> HttpResponse:
    """The home page: latest news, the latest meetings that these do not tell, what comes next, and the Assembly."""
    meetings = Meeting.objects.published()
    today = timezone.localdate()
    news = NewsItem.objects.published().in_language(request.LANGUAGE_CODE).latest_first().in_lines()
    news = with_photos(with_topics(news[:NEWS]))
    told = Report.objects.filter(item__in=news).values("meeting")
    recent = meetings.latest_first().values("pk")[:RECENT]
    topics = Topic.objects.filter(meeting_links__content_object__in=recent).annotate(n=Count("meeting_links"))
    coming = meetings.filter(status=Meeting.Status.PLANNED, end_date__gte=today)
    coming = list(coming.order_by("start_date", "pk").as_links()[:4])
    return render(
        request,
        "home.html",
        {
            "structured": jsonld.site(request.LANGUAGE_CODE),
            "news": news,
            "people": people_in(news[0])[:PEOPLE] if news else [],
            "meetings": (
                meetings.filter(start_date__lte=today)
                .exclude(status=Meeting.Status.PLANNED)
                .exclude(pk__in=told)
                .latest_first()
                .in_lines()[:6]
            ),
            "next_meetings": coming,
            "anniversary": None if coming else on_this_day(today, 4, told),
            "topics": topics.order_by("-n", "pk")[:14],
            "assembly": Assembly.known(today),
        },
    )


class About(TemplateView):
    """The page about the site: its purpose, its sources and how to report a mistake."""

    template_name = "about.html"


def press(request: HttpRequest) -> HttpResponse:
    """The page for journalists: contact, facts and figures, portraits of the leaders, and the mark."""
    assembly = Assembly.known(timezone.localdate())
    context = {"lists": [MeetingList(QueryDict()), NewsList(QueryDict())]}
    if assembly:
        leaders = assembly.leaders
        people = [holder.membership.person for office in leaders for holder in office.holders]
        context |= {
            "body": assembly.organization,
            "founded": assembly.founded,
            "parliaments": assembly.parliaments,
            "leaders": leaders,
            "portraits": [person for person in dict.fromkeys(people) if person.portrait],
        }
    return render(request, "press.html", context)


class Privacy(TemplateView):
    """The page about what the site knows about its readers, and what it publishes about people."""

    template_name = "privacy.html"


def manifest(request: HttpRequest) -> JsonResponse:
    """Answer with the web app manifest (W3C), with which a phone puts the site on its start screen."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "name": _("Interparliamentary Assembly of the CIS"),
            "short_name": _("IPA CIS"),
            "lang": request.LANGUAGE_CODE,
            "start_url": path_to("home"),
            "scope": path_to("home"),
            "display": "browser",
            "background_color": "#fbfaf6",
            "theme_color": "#12355b",
            "icons": [*icons, {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect from the address at which programs look for the icon of a site to its file."""
    return redirect(static("img/favicon.ico"))


def accessibility(request: HttpRequest) -> HttpResponse:
    """The page with the settings of the version for people with low vision, and the statement of accessibility."""
    settings_of_page = list(low_vision.choices_of(request.view_code))
    codes = {"first_code": low_vision.FIRST, "usual_code": low_vision.USUAL}
    return render(request, "accessibility.html", {"settings": settings_of_page, **codes})


class Subscribe(TemplateView):
    """The page about feeds and calendars for readers: what they are, and the addresses of the usual ones."""

    template_name = "subscribe.html"

    def get_context_data(self, **kwargs):
        lists = [NewsList(QueryDict()), MeetingList(QueryDict())]
        return super().get_context_data(lists=lists, **kwargs)


def data(request: HttpRequest) -> HttpResponse:
    """The page about feeds, calendars, tables and open data. Its examples are stored rows."""
    meeting = Meeting.objects.published().exclude(place=None).latest_first().first()
    return render(
        request,
        "data.html",
        {
            "terms": TERMS,
            "cc0": CC0,
            "cc_by": CC_BY,
            "person": Person.objects.public().filter(participations__meeting=meeting).first()
            if meeting
            else None,
            "topic": meeting.topics.first() if meeting else None,
            "meeting": meeting,
            "item": NewsItem.objects.published().in_language(request.LANGUAGE_CODE).latest_first().first(),
            "meeting_parameters": MeetingFilter.parameters.items(),
            "news_parameters": NewsFilter.parameters.items(),
            "schemas": schema_names(),
            "tables": [
                (row.heading, columns_of(f"{row.table_name}.csv-metadata.json"))
                for row in (MeetingList, NewsList)
            ],
        },
    )


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return HttpResponse("database: no answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def short(request: HttpRequest, number: int, rows: Callable[[], QuerySet]) -> HttpResponse:
    """Redirect from a short address such as "/en/m/12/" to the page of that one of *rows* whose primary key is *number*.

    Raises Http404 if it is not public. FormerAddresses then answers, because short addresses are recorded too.
    """
    return redirect(get_object_or_404(rows(), pk=min(number, MAX_ID)), permanent=True)


def short_release(request: HttpRequest, number: int) -> HttpResponse:
    """Redirect from "/en/r/12/" to the English page of the release with the reference number 12; Http404 as ``short``."""
    texts = NewsItem.objects.published().in_language(request.LANGUAGE_CODE)
    return redirect(get_object_or_404(texts, number=min(number, MAX_ID)), permanent=True)


def usual_feed(request: HttpRequest, format: Format) -> HttpResponse:
    """Redirect from an address at which feed readers look for a feed to that of the news in the site's first language."""
    return redirect(f"{path_to('news', language=LANGUAGES[0])}{format.name}", permanent=True)


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", ERROR, status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429 after too many attempts to sign in or to change an account. allauth calls this view."""
    record("locked out", logging.WARNING, what=request.resolver_match.view_name)
    return render(request, "429.html", ERROR, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 if the database or the cache has failed, else 500. The answer needs neither of them."""
    failed = outage(sys.exception())
    title = {
        AWAY: _("The site is under maintenance"),
        READ_ONLY: _("Nothing can be saved at the moment"),
    }.get(failed, _("Something went wrong"))
    response = render(
        request, "500.html", {"outage": failed, "title": title, **ERROR}, status=503 if failed else 500
    )
    if failed:
        response["Retry-After"] = RETRY_AFTER
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 503 if a session could not be saved, else 400.

    Django reports a session that cannot be saved as one that was deleted meanwhile, which is a bad request.
    """
    return server_error(request) if outage(exception) else defaults.bad_request(request, exception)
