"""The page of the search: hits grouped by kind, the best of each first."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import ChoiceParameter, DayParameter, NumberParameter, QuestionParameter
from ipacis.core.search.entries import SearchEntry
from ipacis.core.search.findable import public_entries
from ipacis.core.search.words import Question, entries_holding, parse_question, with_in_title
from ipacis.core.text.labels import current_language
from people.models import Person
from people.search import find_keys

from .excerpts import Excerpt, excerpt, marked
from .suggestions import likely_texts

#: The most hits that one search shows.
MOST_SEARCH_HITS = 5_000
IN_A_GROUP = 5
ON_A_PAGE = 20
#: Names are looked for by their sound as well where so few words stand in the box.
WORDS_OF_A_NAME = 4
MOST_PEOPLE = 20
MOST_PAGES = 9_999
#: So few hits may come of a slip of the hand.
FEW = 2
MOST_SUGGESTIONS = 2


class Kind(models.TextChoices):
    """The kinds of things that are found, in the order of the page."""

    NEWS = "news", gettext_lazy("News")
    MEETINGS = "meetings", gettext_lazy("Meetings")
    PEOPLE = "people", gettext_lazy("People")
    ORGANIZATIONS = "organizations", gettext_lazy("Organizations")
    POSTS = "posts", gettext_lazy("Posts")
    TOPICS = "topics", gettext_lazy("Topics")
    DOCUMENTS = "documents", gettext_lazy("Documents")


class Language:
    """The languages of texts, named in the language of the page."""

    choices = settings.LANGUAGES


class SearchFilter(Filter):
    """All that the address of a search says: what is asked, what narrows it, and which page is shown."""

    day_field = "start_date"

    parameters = {
        "q": QuestionParameter(gettext_lazy("Words")),
        "page": NumberParameter("", MOST_PAGES, otherwise=1),
        "kind": ChoiceParameter(gettext_lazy("Kind"), Kind),
        "language": ChoiceParameter(gettext_lazy("Language"), Language),
        "from": DayParameter(pgettext_lazy("date", "From")),
        "to": DayParameter(pgettext_lazy("date", "To")),
    }

    def narrow(self, queryset, condition):
        match condition.parameter:
            case "language":
                return queryset.exclude(**{f"title_{condition.value}": ""})
            case "from":
                return queryset.filter(end_date__gte=condition.value)
            case "to":
                return queryset.filter(start_date__lte=condition.value)
        return (
            queryset  # the index answers the question; the kind and the page choose what is shown of the hits
        )

    @property
    def narrowing(self):
        """The Conditions that leave out hits."""
        return [row for row in self.conditions if row.parameter not in {"q", "page", "kind"}]


@dataclass(frozen=True)
class Hit:
    """The place of a SearchEntry among the hits."""

    pk: int
    kind: str
    object_id: int
    in_title: int = 0


def rank(row):
    """Return the key by which a row of hits is ordered: in the title, then the newer, or the shorter without a day."""
    pk, _kind, _object_id, in_title, day, length = row
    return in_title, day.toordinal() if day else 0, 0 if day else -length, pk


@dataclass(frozen=True)
class Result:
    """One line of the page."""

    entry: SearchEntry
    url: str
    title: str
    title_language: str
    excerpt: Excerpt | None


@dataclass(frozen=True)
class Group:
    """The hits of one kind: how many, the address of them all, and the Results that this page shows."""

    kind: str
    label: Promise
    count: int
    url: str
    current: bool
    results: list

    @property
    def rest(self):
        """The number of hits that this page does not show."""
        return self.count - len(self.results)


class Search:
    """One search, as the address asks for it."""

    def __init__(self, data):
        self.filter = SearchFilter(data)
        self.text = self.filter.raw("q")
        self.question = next(reversed(self.filter.values("q")), Question())
        self.kind = self.filter.value("kind")
        self.page = self.filter.value("page") or 1

    @cached_property
    def answer(self):
        """Return (the hits of the index, whether there are more than these), best first."""
        if not self.question or self.filter.errors:
            return [], False
        rows = list(self.rows(self.filter.apply(entries_holding(self.question)))[: MOST_SEARCH_HITS + 1])
        capped = len(rows) > MOST_SEARCH_HITS
        if capped:
            rows = list(self.rows(SearchEntry.objects.filter(pk__in=self.latest())))
        rows.sort(key=rank, reverse=True)
        return [Hit(*row[:4]) for row in rows], capped

    def rows(self, found):
        """Return what of *found* everybody may see, in the columns that ``rank`` reads."""
        rows = with_in_title(public_entries(found), self.question)
        rows = rows.annotate(length=Length(f"title_{current_language()}"))
        return rows.values_list("pk", "kind", "object_id", "in_title", "start_date", "length")

    @property
    def entry_hits(self):
        return self.answer[0]

    @property
    def capped(self):
        return self.answer[1]

    @property
    def narrowed(self):
        """Say whether there are conditions other than the kind."""
        return bool(self.filter.errors or self.filter.narrowing)

    def latest(self):
        """Return the primary keys of the hits that stand for too many: all without a day, then the latest."""
        found = self.filter.apply(entries_holding(self.question))
        newest = models.F("start_date").desc(nulls_first=True)
        return list(found.order_by(newest, "-pk").values_list("pk", flat=True)[:MOST_SEARCH_HITS])

    @cached_property
    def named(self):
        """Return the primary keys of people who are called so, however it is spelt, the likeliest first."""
        plain = not self.question.phrases and 0 < len(self.question.terms) <= WORDS_OF_A_NAME
        if not plain or self.narrowed:
            return []
        if self.entry_hits and not any(hit.in_title and hit.kind == Kind.PEOPLE for hit in self.entry_hits):
            return []  # these words are known here, and not as a name
        return find_keys(self.text, MOST_PEOPLE, public_only=True)

    @cached_property
    def hits(self):
        """Return {kind: [Hit, …]} in the order of the page."""
        hits = {kind.value: [] for kind in Kind}
        for hit in self.entry_hits:
            hits[hit.kind].append(hit)
        by_person = {hit.object_id: hit for hit in hits[Kind.PEOPLE]}
        sounding = [by_person.pop(pk, None) or Hit(0, Kind.PEOPLE.value, pk) for pk in self.named]
        hits[Kind.PEOPLE] = [*sounding, *by_person.values()]
        return hits

    @property
    def count(self):
        return sum(len(hits) for hits in self.hits.values())

    def shown(self, kind):
        """Return the hits of *kind* that this page shows."""
        hits = self.hits[kind]
        if not self.kind:
            return hits[:IN_A_GROUP]
        first = (self.page - 1) * ON_A_PAGE
        return hits[first : first + ON_A_PAGE] if kind == self.kind else []

    @cached_property
    def entries(self):
        """Return {(kind, primary key of the thing): SearchEntry} of all that this page shows."""
        shown = [hit for kind in Kind for hit in self.shown(kind.value)]
        if not shown:
            return {}
        people = models.Q(kind=Kind.PEOPLE, object_id__in=[hit.object_id for hit in shown if not hit.pk])
        rows = SearchEntry.objects.defer("terms").filter(models.Q(pk__in=[hit.pk for hit in shown]) | people)
        return {(row.kind, row.object_id): row for row in rows}

    def result(self, hit):
        entry = self.entries[hit.kind, hit.object_id]
        title = entry.title
        terms = self.question.all_terms
        return Result(
            entry, entry.get_absolute_url(), marked(title, terms), title.language, excerpt(entry, terms)
        )

    @cached_property
    def groups(self):
        """The groups of the page: each kind that has hits; people first where a name was asked for."""
        kinds = sorted(Kind, key=lambda kind: kind != Kind.PEOPLE) if self.named else list(Kind)
        return [self.group(kind) for kind in kinds if self.hits[kind] or kind == self.kind]

    def group(self, kind):
        results = [
            self.result(hit) for hit in self.shown(kind.value) if (hit.kind, hit.object_id) in self.entries
        ]
        url = self.url(kind=kind.value)
        return Group(kind.value, kind.label, len(self.hits[kind]), url, kind == self.kind, results)

    @cached_property
    def suggestion(self):
        """What may have been meant, where it finds more than what was typed; else nothing."""
        known = len(self.entry_hits)
        if not self.question or self.filter.errors or known > FEW:
            return ""
        person = Person.objects.filter(pk=self.named[0]).first() if self.named else None
        if person and not known:
            return person.name  # it finds the person at least
        for text in [person.name] if person else likely_texts(self.text)[:MOST_SUGGESTIONS]:
            question = parse_question(text)
            found = (
                public_entries(self.filter.apply(entries_holding(question)))
                if question
                else SearchEntry.objects.none()
            )
            if found[: known + 1].count() > known:
                return text
        return ""

    @property
    def suggestion_url(self):
        return self.url(q=self.suggestion, kind=self.kind)

    def url(self, **pairs):
        """Return the address of this search with *pairs* in place of its text, kind and page."""
        pairs = {"q": self.text, **pairs}
        carried = [(row.parameter, row.raw) for row in self.filter.narrowing]
        given = [(name, value) for name, value in pairs.items() if value]
        return f"{reverse('search')}?{urlencode(given + carried)}"

    @property
    def all_url(self):
        return self.url()

    @property
    def plain_url(self):
        """The address of this text without conditions."""
        return f"{reverse('search')}?{urlencode({'q': self.text})}"

    @property
    def next_url(self):
        if self.kind and len(self.hits[self.kind]) > self.page * ON_A_PAGE:
            return self.url(kind=self.kind, page=self.page + 1)
        return ""

    @property
    def previous_url(self):
        return self.url(kind=self.kind, page=self.page - 1) if self.kind and self.page > 1 else ""

    @property
    def form(self):
        """The values that the form shows."""
        return {name: self.filter.raw(name) for name in ("kind", "language", "from", "to")}

    @property
    def languages(self):
        return Language.choices


def search(request):
    """Answer the one search box of the site."""
    return render(request, "news/search.html", {"search": Search(request.GET), "noindex": True})
