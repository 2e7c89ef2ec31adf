"""Every address of the site, from the URLconf, and content that fills the parameters of each.

``routes()`` returns all patterns of the URLconf in all languages, each with the query parameters that its view reads.
``make_content()`` makes a row of each model and returns values for the parameters. A parameter without a value raises
LookupError, so that a test of all addresses cannot skip a new route. ``parameters_read()`` records the parameters that
views actually read, so that a test notices a new one.
"""

import datetime
import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.regex_helper import normalize
from django.utils.translation import override
from django.views.i18n import set_language

from ipacis.core.lists.filters import CURSORS
from ipacis.core.record.corrections import correcting
from ipacis.core.record.sitemap_parts import SIZE
from ipacis.core.record.workflow import STEPS
from ipacis.core.web.schemas import schema_names
from ipacis.media import media
from ipacis.sitemaps import SECTIONS
from news import cards, indexes
from news.corrections import edit
from news.lists import CorrectionList, MeetingList, NewsList, PairList
from news.lists import views as lists
from news.models import Document, Meeting, NewsItem
from news.search.hits import Kind, SearchFilter
from news.search.page import search
from news.search.suggest import suggest as search_suggest
from people.views import (
    OrganizationDetail,
    PersonList,
    PostDetail,
    organization_holders,
    post_holders,
    suggest,
)
from tests import factories as make
from tests.uploads import make_photo, pdf

#: The age of a release that is recent enough for the news sitemap.
JUST_NOW = datetime.timedelta(hours=1)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
#: The beginnings of addresses of Django and allauth, whose query parameters are not listed here.
FOREIGN = ("admin/", "accounts/")
#: {view: the list that it answers}
LISTS = {
    lists.news_list: NewsList,
    lists.meeting_list: MeetingList,
    lists.correction_list: CorrectionList,
    lists.pair: PairList,
}
#: {view or class of views: the names that it reads of the query string}
READ = {
    search: (*SearchFilter.parameters, *CURSORS, "q", "page"),
    suggest: ("q",),
    search_suggest: ("q",),
    PersonList: ("q", "letter", "country", "organization", "office", "from"),
    indexes.who_met_whom: ("from", "to"),
    OrganizationDetail: ("on",),
    PostDetail: ("on",),
    post_holders: ("on",),
    organization_holders: ("on",),
    set_language: ("next",),
    media: ("shared",),
}


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf, in one language: "en/news/%(year)s/" with the names of its parameters."""

    pattern: str
    parameters: tuple[str, ...]
    name: str
    view: Callable = field(compare=False)
    defaults: dict = field(compare=False)

    @property
    def language(self) -> str:
        """The language code of the address, "" if it has none."""
        code = self.pattern.partition("/")[0]
        return code if code in LANGUAGES else ""

    @property
    def is_ours(self) -> bool:
        return not self.pattern.startswith(FOREIGN)

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the query parameters that the view reads."""
        list_class = self.defaults.get("list_class") or LISTS.get(self.view)
        if list_class:
            return (*list_class.filter_class.parameters, *CURSORS)
        return READ.get(getattr(self.view, "view_class", self.view), ())

    def fill(self, values: dict[str, list]) -> Iterator[str]:
        """Yield the addresses of all combinations of *values*: {"parameter" or "name.parameter": [value]}.

        Raises LookupError for a parameter without values.
        """
        chosen = []
        for parameter in self.parameters:
            found = values.get(f"{self.name}.{parameter}", values.get(parameter))
            if not found:
                raise LookupError(f"tests/routes.py has no value for {parameter!r} of {self.pattern!r}")
            chosen.append([quote(str(value), safe="/") for value in found])
        for row in itertools.product(*chosen):
            yield "/" + self.pattern % dict(zip(self.parameters, row, strict=True))

    def queries(self) -> Iterator[str]:
        """Yield query strings: one without conditions, and one for each value of each parameter that the view reads.

        Raises LookupError for a name without a value.
        """
        always = [("q", QUERIES["q"][0])] if self.view is search else []
        yield f"?{urlencode(always)}" if always else ""
        for name in self.reads:
            values = QUERIES.get(f"{self.name}.{name}", QUERIES.get(name))
            if not values:
                raise LookupError(f"tests/routes.py has no value for ?{name}= of {self.pattern!r}")
            for value in values:
                yield f"?{urlencode(dict([*always, (name, value)]))}"


def routes() -> list[Route]:
    """Return every route of the site in every language, in the order of the URLconf."""
    found = {}
    for code in LANGUAGES:
        with override(code):
            found |= dict.fromkeys(walk(get_resolver()))
    return list(found)


def walk(resolver, prefix="", parameters=(), namespace=""):
    """Yield the Routes below *resolver*."""
    for row in resolver.url_patterns:
        if isinstance(row.pattern, LocalePrefixPattern):
            path, own = row.pattern.language_prefix, []
        else:
            # What Django itself makes of a pattern to reverse it.
            path, own = normalize(row.pattern.regex.pattern)[0]
        if isinstance(row, URLPattern):
            name = f"{namespace}{row.name}" if row.name else ""
            yield Route(prefix + path, (*parameters, *own), name, row.callback, row.default_args)
        else:
            inner = f"{namespace}{row.namespace}:" if row.namespace else namespace
            yield from walk(row, prefix + path, (*parameters, *own), inner)


#: The names of all query parameters that views of the site read.
PARAMETERS = sorted({name for route in routes() for name in route.reads})

#: A word to search for, which is in the texts of ``make_content`` only.
ASKED = "Quagmirium"
#: {name of a query parameter, or "name of a route.parameter": values that match rows of ``make_content``}
QUERIES = {
    "q": [ASKED],
    "from": ["2023-01-01"],
    "to": ["2100-12-31"],  # corrections are of today
    "participant": ["olga"],
    "person": ["olga"],
    "topic": ["law"],
    "organization": ["body"],
    "section": ["body"],
    "country": ["by"],
    "place": ["palace"],
    "event": ["forum"],
    "kind": ["bilateral"],
    "capacity": ["in_person"],
    "before": ["2100-12-31.1"],
    "after": ["1990-01-01.1"],
    "search.kind": Kind.values,
    "language": LANGUAGES,
    "page": ["1"],
    "letter": ["S", "П"],
    "people.from": ["olga"],
    "office": ["now"],
    "on": ["2023-11-30"],
    "next": ["/en/"],
    "shared": ["nonsense"],
    "thing": ["meeting/1"],  # ``make_content`` puts its meetings here
}


@dataclass
class Story:
    """A meeting and the releases that report it."""

    meeting: Meeting
    items: list[NewsItem]


@dataclass
class Content:
    """``stories``, {name: Story}, and ``values``, the values for the parameters of all routes."""

    stories: dict[str, Story]
    values: dict[str, list]


def make_content(marks: dict[str, str] | None = None) -> Content:
    """Make a public Story for each of *marks*, {name: words in each of its texts}, and the rows that they refer to.

    The names are the slugs. Each story has a participant who is not public, a document, a photo, a release of today and
    corrections.
    """
    marks = marks or {"talks": ASKED}
    body = make.organization("Commission", "Комиссия", slug="body", country="BY")
    olga = make.person("Olga Sidorova", ru="Ольга Сидорова", slug="olga", country="BY")
    ivan = make.person("Ivan Petrov", ru="Иван Петров", slug="ivan")
    make.membership(olga, make.post("Chair", body, slug="chair"))
    topic = make.topic("Law", "Право", slug="law")
    place = make.place("Palace", "Дворец", slug="palace")
    event = make.event("Forum", "Форум", slug="forum")
    stories, files, secrets = {}, [], []
    for name, mark in marks.items():
        secret = make.person(mark, ru=mark, slug=f"{name}-person", is_public=False)
        secrets.append(secret.pk)
        meeting = make.meeting(
            f"{mark} meeting", people=[olga, ivan, secret], topics=[topic], delegations=[body, body],
            place=place, event=event, title_ru=f"{mark} встреча", summary_en=f"{mark} summary",
            summary_ru=f"{mark} итог", slug=name, source_url=f"https://example.org/{name}/",
        )  # fmt: skip
        keys = {make.DAY: uuid.uuid4(), timezone.localdate(): uuid.uuid4()}
        items = [
            make.news(
                f"{mark} release {language}", language, day, meetings=[meeting], lead=f"{mark} lead",
                section=body, body=f"<p>{mark} body</p>", slug=slug,
                translation_key=keys[day], publish_at=timezone.now() - JUST_NOW,
            )
            for language, day, slug in [
                *((code, make.DAY, name) for code in LANGUAGES),
                (LANGUAGES[0], timezone.localdate(), f"{name}-today"),
            ]
        ]  # fmt: skip
        paper = pdf(content=f"%PDF-1.4\n% {mark}\n%%EOF\n".encode())
        document = Document.objects.create(title_en=mark, title_ru=mark, file=paper)
        photo = make_photo(caption_en=mark, caption_ru=mark)
        with correcting(meeting, *items):
            meeting.documents.add(document)
            for item in items:
                item.topics.add(topic)
                item.mentioned.add(olga, secret)
                item.documents.add(document)
                item.photo_links.create(photo=photo)
        for thing in (meeting, *items):
            with edit(thing, note_en=f"{mark} note", note_ru=f"{mark} заметка"):
                pass
        stories[name] = Story(meeting, items)
        files += [document.file.name, photo.image.name, photo.image.small.removeprefix(settings.MEDIA_URL)]
    people = [olga.pk, ivan.pk, *secrets]
    meetings = [story.meeting.pk for story in stories.values()]
    items = [item.pk for story in stories.values() for item in story.items]
    QUERIES["thing"] = [f"meeting/{pk}" for pk in meetings]
    kinds = ContentType.objects.get_for_models(Meeting, NewsItem).values()
    return Content(
        stories,
        {
            "year": ["2023"],
            "month": ["11"],
            "day": ["30"],
            "newsitem.slug": list(stories),
            "meeting.slug": list(stories),
            "meeting_calendar.slug": list(stories),
            "topic.slug": ["law"],
            "event.slug": ["forum"],
            "place.slug": ["palace"],
            "person.slug": ["olga", "ivan", *(f"{name}-person" for name in stories)],
            "organization.slug": ["body"],
            "organization-holders.slug": ["body"],
            "post.slug": ["chair"],
            "post-holders.slug": ["chair"],
            "first": ["ivan"],
            "second": ["olga"],
            "short-text.number": items,
            "short-release.number": [story.items[0].number for story in stories.values()],
            "short-meeting.number": meetings,
            "short-person.number": people,
            "kind": list(cards.KINDS),
            "card.number": sorted({*items, *meetings, *people, body.pk, topic.pk, place.pk, event.pk}),
            "page-card.name": list(cards.PAGES),
            "pair-card.first": people[:1],
            "pair-card.second": people[1:2],
            "schema.name": schema_names(),
            "sitemap.name": ["pages", *SECTIONS],
            "language-sitemap.name": ["pages", *SECTIONS],
            "part": sorted({1, *((pk - 1) // SIZE + 1 for pk in (*meetings, *items))}),
            "path": ["none.jpeg", *files],
            # The admin's and allauth's: the numbers are those of one meeting and one release.
            "object_id": [meetings[0], items[0]],
            "content_type_id": [kind.pk for kind in kinds],
            "app_label": ["news"],
            "url": ["nothing"],
            "id": ["1"],
            "_0": [meetings[0]],
            "_1": ["1"],
            "key": ["x-y"],
            "uidb36": ["1"],
            "pk": ["1"],
            "merge": ["1"],
            "step": list(STEPS),
            "token": ["nonsense"],
        },
    )


@contextmanager
def parameters_read() -> Iterator[set[str]]:
    """Yield a set, to which the names of the query parameters that views read inside the block are added."""
    names = set()

    class Watched(QueryDict):
        def __getitem__(self, name):
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            names.add(name)
            return super().__contains__(name)

        def getlist(self, name, default=None):
            names.add(name)
            return super().getlist(name, default)

    watched = cached_property(lambda request: Watched(request.META.get("QUERY_STRING", "")))
    watched.__set_name__(WSGIRequest, "GET")
    with mock.patch.object(WSGIRequest, "GET", watched):
        yield names
