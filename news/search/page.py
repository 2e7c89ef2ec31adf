"""The search page: hits grouped by kind, the best of each kind first."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from ipacis.core.lists.entries import about
from ipacis.core.lists.periods import Period
from ipacis.core.lists.selection import Selection, fetch_each
from ipacis.core.search.entries import SearchEntry
from ipacis.core.search.findable import SearchedRow, public_rows
from ipacis.core.search.pending import with_pending
from ipacis.core.search.words import Question, parse_question
from ipacis.core.text.labels import current_language
from news.models import Event, Meeting, NewsItem, Photo
from news.models.subjects import MEETINGS, news_list_name
from news.parts import first_photos
from people.search import find_keys

from .answers import Answer, answers_to
from .dates import Dated, period_within
from .excerpts import Excerpt, excerpt, marked
from .hits import MOST_SEARCH_HITS, Hit, IndexHits, Kind, Language, SearchFilter, find_hits, number_found
from .suggestions import likely_texts

#: The hits of each kind on the page of all kinds.
IN_A_GROUP = 5
#: The hits on a page of one kind.
ON_A_PAGE = 20
#: The most words of a question for which people are also found by the sound of their names.
WORDS_OF_A_NAME = 4
#: The most people who are found by the sound of their names.
MOST_PEOPLE = 20
#: The most hits for which the page suggests another question, because the reader may have made a typing error.
FEW = 2
#: The most of them whose meetings and releases are hits.
MOST_MEANT = 5
#: The most likely questions that are tried for a suggestion.
MOST_SUGGESTIONS = 2


@dataclass(frozen=True)
class Result:
    """A hit as the page shows it. *is_day_stated* says whether a source states its day. A release may have a *photo*."""

    entry: SearchEntry
    url: str
    title: str
    title_language: str
    excerpt: Excerpt | None
    is_day_stated: bool
    photo: Photo | None


@dataclass(frozen=True)
class Group:
    """The hits of one kind: their number, the address of all of them, and the Results that this page shows."""

    kind: str
    label: Promise
    count: int
    url: str
    current: bool
    results: list[Result]

    @property
    def rest(self) -> int:
        """The number of hits that this page does not show."""
        return self.count - len(self.results)


class Search:
    """The search of one address. *data* is its query string."""

    def __init__(self, data: QueryDict):
        self.filter = SearchFilter(data)
        self.text = self.filter.raw("q")
        self.question = next(reversed(self.filter.values("q")), Question())
        self.kind = self.filter.value("kind")
        self.page = self.filter.value("page") or 1

    @cached_property
    def index_hits(self) -> IndexHits:
        if not self.question or self.filter.errors:
            return IndexHits([])
        return find_hits(self.filter, self.question)

    @property
    def entry_hits(self) -> list[Hit]:
        return self.index_hits.hits

    @property
    def capped(self) -> bool:
        return self.index_hits.capped

    @property
    def narrowed(self) -> bool:
        """Whether there are conditions other than the kind."""
        return bool(self.filter.errors or self.filter.narrowing)

    @cached_property
    def named(self) -> list[int]:
        """The primary keys of the people whose names sound like the question, the likeliest first."""
        plain = not self.question.phrases and 0 < len(self.question.terms) <= WORDS_OF_A_NAME
        if not plain or self.narrowed:
            return []
        if self.entry_hits and not any(hit.in_title and hit.kind == Kind.PEOPLE for hit in self.entry_hits):
            return []  # texts contain these words, but no name of a person does
        return find_keys(self.text, MOST_PEOPLE, public_only=True)

    @cached_property
    def meant_hits(self) -> list[Hit]:
        """The meetings and releases about the people whom the question names in a spelling that no text has.

        The latest come first. There are none if texts have the words of the question.
        """
        if not self.named or any(hit.kind != Kind.PEOPLE for hit in self.entry_hits):
            return []
        people = [about("person", pk) for pk in self.named[:MOST_MEANT]]
        lists = {Kind.MEETINGS: MEETINGS, Kind.NEWS: news_list_name(current_language())}
        queries = {
            kind.value: Selection(name).about(*people).latest(MOST_SEARCH_HITS)
            for kind, name in lists.items()
        }
        return [Hit(0, kind, pk) for kind, pk in fetch_each(queries)]

    @cached_property
    def hits(self) -> dict[str, list[Hit]]:
        """{kind: hits in the order of the page}."""
        hits = {kind.value: [] for kind in Kind}
        for hit in (*self.entry_hits, *self.meant_hits):
            hits[hit.kind].append(hit)
        by_person = {hit.object_id: hit for hit in hits[Kind.PEOPLE]}
        sounding = [by_person.pop(pk, None) or Hit(0, Kind.PEOPLE.value, pk) for pk in self.named]
        hits[Kind.PEOPLE] = [*sounding, *by_person.values()]
        return hits

    @property
    def count(self) -> int:
        """The number of all hits."""
        return sum(len(hits) for hits in self.hits.values())

    def shown(self, kind: str) -> list[Hit]:
        """Return the hits of *kind* that this page shows."""
        hits = self.hits[kind]
        if not self.kind:
            return hits[:IN_A_GROUP]
        first = (self.page - 1) * ON_A_PAGE
        return hits[first : first + ON_A_PAGE] if kind == self.kind else []

    @cached_property
    def entries(self) -> dict[SearchedRow, SearchEntry]:
        """{row: SearchEntry} of the hits that this page shows.

        A row may have been withdrawn since ``hits`` were found.
        """
        shown = [hit for kind in Kind for hit in self.shown(kind.value)]
        if not shown:
            return {}
        wanted = models.Q(pk__in=[hit.pk for hit in shown])
        for kind in {hit.kind for hit in shown if not hit.pk}:
            keys = [hit.object_id for hit in shown if hit.kind == kind and not hit.pk]
            wanted |= models.Q(kind=kind, object_id__in=keys)
        found = SearchEntry.objects.defer("terms").filter(wanted)
        entries = {SearchedRow(row.kind, row.object_id): row for row in with_pending(found)}
        # Hits without an entry come from the names and the lists, which have public rows alone.
        known = {(hit.kind, hit.object_id) for hit in shown if not hit.pk}
        public = public_rows(row for row in entries if row not in known)
        return {row: entry for row, entry in entries.items() if row in public or row in known}

    def result(self, hit: Hit) -> Result:
        entry = self.entries[hit.kind, hit.object_id]
        title = entry.title
        terms = self.question.all_terms
        # The texts of a pending entry may contain a former name.
        words = None if entry.is_pending else excerpt(entry, terms)
        is_day_stated = (hit.kind, hit.object_id) not in self.rows_of_inferred_days
        return Result(
            entry,
            entry.get_absolute_url(),
            marked(title, terms),
            title.language,
            words,
            is_day_stated,
            self.photos.get(hit.object_id) if hit.kind == Kind.NEWS else None,
        )

    @cached_property
    def photos(self) -> dict[int, Photo]:
        """{primary key: first photo} of the releases that this page shows, without those that have none."""
        return first_photos(hit.object_id for hit in self.shown(Kind.NEWS.value))

    @cached_property
    def rows_of_inferred_days(self) -> set[tuple[str, int]]:
        """The kinds and primary keys of the meetings, releases and events on this page whose day no source states."""
        first, *others = (
            model.objects.filter(pk__in=[hit.object_id for hit in self.shown(kind.value)], date_stated=False)
            .order_by()
            .values_list(models.Value(kind.value), "pk")
            for kind, model in ((Kind.MEETINGS, Meeting), (Kind.NEWS, NewsItem), (Kind.EVENTS, Event))
        )
        # Django 6.1 would order the union by the default order of meetings, whose columns it does not have.
        return set(first.union(*others, all=True).order_by())

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of the page: each kind with hits. People come first if their names sound like the question."""
        kinds = sorted(Kind, key=lambda kind: kind != Kind.PEOPLE) if self.named else list(Kind)
        return [self.group(kind) for kind in kinds if self.hits[kind] or kind == self.kind]

    def group(self, kind: Kind) -> Group:
        results = [
            self.result(hit) for hit in self.shown(kind.value) if (hit.kind, hit.object_id) in self.entries
        ]
        url = self.url(kind=kind.value)
        return Group(kind.value, kind.label, len(self.hits[kind]), url, kind == self.kind, results)

    @cached_property
    def dated(self) -> Dated | None:
        """The year, month or day that the question names, and its other words; None if it names none."""
        return None if self.filter.errors else period_within(self.text)

    @property
    def period(self) -> Period | None:
        """The year, month or day that the question names and nothing else."""
        return self.dated.period if self.dated and not self.dated.words else None

    @cached_property
    def answers(self) -> list[Answer]:
        """The pages that answer a question with a date."""
        return list(answers_to(self.dated)) if self.dated else []

    @cached_property
    def suggestion(self) -> str:
        """A question that the reader may have meant and that has more hits; "" if there is none."""
        known = len(self.entry_hits)
        if self.period or not self.question or self.filter.errors or known > FEW:
            return ""
        if self.named:
            return ""  # what is about the person is among the hits
        for text in likely_texts(self.text)[:MOST_SUGGESTIONS]:
            if (question := parse_question(text)) and number_found(self.filter, question) > known:
                return text
        return ""

    @property
    def suggestion_url(self) -> str:
        return self.url(q=self.suggestion, kind=self.kind)

    def url(self, **changes: str | int | None) -> str:
        """Return the address of this search with the same conditions and the parameters *changes*.

        The kind and the page are left out unless *changes* has them.
        """
        conditions = [(row.parameter, row.raw) for row in self.filter.narrowing]
        changes = [(name, value) for name, value in {"q": self.text, **changes}.items() if value]
        return f"{reverse('search')}?{urlencode(changes + conditions)}"

    @property
    def all_url(self) -> str:
        """The address of the hits of all kinds."""
        return self.url()

    @property
    def plain_url(self) -> str:
        """The address of a search for the same text without conditions."""
        return f"{reverse('search')}?{urlencode({'q': self.text})}"

    @property
    def next_url(self) -> str:
        """The address of the next page, "" on the last one."""
        if self.kind and len(self.hits[self.kind]) > self.page * ON_A_PAGE:
            return self.url(kind=self.kind, page=self.page + 1)
        return ""

    @property
    def previous_url(self) -> str:
        """The address of the previous page, "" on the first one."""
        return self.url(kind=self.kind, page=self.page - 1) if self.kind and self.page > 1 else ""

    @property
    def form(self) -> dict[str, str]:
        """{name of a field of the form: its value}."""
        return {name: self.filter.raw(name) for name in ("kind", "language", "from", "to")}

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The choices (code, name) of the form."""
        return Language.choices


def search(request: HttpRequest) -> HttpResponse:
    """Answer with the search page."""
    return render(request, "news/search.html", {"search": Search(request.GET), "noindex": True})
