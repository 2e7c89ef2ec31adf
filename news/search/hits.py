"""The hits of a search in the index: public entries with the words, the best first."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy, pgettext_lazy

from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import (
    ChoiceParameter,
    Condition,
    DayParameter,
    NumberParameter,
    QuestionParameter,
)
from ipacis.core.search.findable import SearchedRow, public_rows
from ipacis.core.search.words import Question, entries_holding, with_in_title
from ipacis.core.text.labels import current_language

#: The most hits that one search shows.
MOST_SEARCH_HITS = 1_000
#: The most entries that are looked at when hits are only counted.
MOST_EXAMINED = 100
MOST_PAGES = 9_999


class Kind(models.TextChoices):
    """The kinds of hits (``Findable.search_kind``), in the order of the page."""

    NEWS = "news", gettext_lazy("News")
    MEETINGS = "meetings", gettext_lazy("Meetings")
    PEOPLE = "people", gettext_lazy("People")
    ORGANIZATIONS = "organizations", gettext_lazy("Organizations")
    POSTS = "posts", gettext_lazy("Posts")
    PLACES = "places", gettext_lazy("Places")
    EVENTS = "events", gettext_lazy("Events")
    TOPICS = "topics", gettext_lazy("Topics")
    DOCUMENTS = "documents", gettext_lazy("Documents")


class Language:
    """The languages of texts, as choices of a parameter."""

    choices = settings.LANGUAGES


class SearchFilter(Filter):
    """The conditions in the address of a search: the question, the filters, and the kind and page that are shown."""

    parameters = {
        "q": QuestionParameter(gettext_lazy("Words")),
        "page": NumberParameter("", MOST_PAGES, otherwise=1),
        "kind": ChoiceParameter(gettext_lazy("Kind"), Kind),
        "language": ChoiceParameter(gettext_lazy("Language"), Language),
        "from": DayParameter(pgettext_lazy("date", "From")),
        "to": DayParameter(pgettext_lazy("date", "To")),
    }

    def narrow(self, found: models.QuerySet) -> models.QuerySet:
        """Return the SearchEntries *found* that are not excluded by ``narrowing``."""
        for condition in self.narrowing:
            match condition.parameter:
                case "language":
                    found = found.exclude(**{f"title_{condition.value}": ""})
                case "from":
                    found = found.filter(end_date__gte=condition.value)
                case "to":
                    found = found.filter(start_date__lte=condition.value)
        return found

    @property
    def narrowing(self) -> list[Condition]:
        """The conditions that exclude hits."""
        return [row for row in self.conditions if row.parameter not in {"q", "page", "kind"}]


@dataclass(frozen=True)
class Hit:
    """A hit: the primary key of its SearchEntry (0 if a person was found by the sound of the name), its kind and row.

    ``object_id`` is the primary key of the row. ``in_title`` is 1 if titles and names contain the whole question.
    """

    pk: int
    kind: str
    object_id: int
    in_title: int = 0


class HitRow(NamedTuple):
    """The columns of a SearchEntry by which hits are sorted. ``length`` is the length of the title."""

    pk: int
    kind: str
    object_id: int
    in_title: int
    day: datetime.date | None
    length: int


@dataclass(frozen=True)
class IndexHits:
    """The hits of the index, the best first. ``capped`` is true if only the latest entries were looked at."""

    hits: list[Hit]
    capped: bool = False


def rank(row: HitRow) -> tuple[int, int, int, int]:
    """Return the key by which hits are sorted in descending order.

    Hits in titles come first, then the newest, then those without a day from the shortest title to the longest.
    """
    return row.in_title, row.day.toordinal() if row.day else 0, 0 if row.day else -row.length, row.pk


def find_hits(conditions: SearchFilter, question: Question) -> IndexHits:
    """Return the public hits among the latest MOST_SEARCH_HITS entries that match *question* and the *conditions*."""
    found = latest(conditions, question, MOST_SEARCH_HITS + 1)
    rows = sorted(found[:MOST_SEARCH_HITS], key=rank, reverse=True)
    public = public_rows(SearchedRow(row.kind, row.object_id) for row in rows)
    hits = [
        Hit(row.pk, row.kind, row.object_id, row.in_title)
        for row in rows
        if (row.kind, row.object_id) in public
    ]
    return IndexHits(hits, capped=len(found) > MOST_SEARCH_HITS)


def latest(conditions: SearchFilter, question: Question, most: int) -> list[HitRow]:
    """Return the HitRows of at most *most* entries, public or not: those without a day, then the latest."""
    entries = conditions.narrow(entries_holding(question, in_order=True))
    entries = entries.order_by(models.F("start_date").desc(nulls_first=True), "-pk")
    found = with_in_title(entries, question).annotate(length=Length(f"title_{current_language()}"))
    columns = found.values_list("pk", "kind", "object_id", "in_title", "start_date", "length")
    return [HitRow(*values) for values in columns[:most]]


def number_found(conditions: SearchFilter, question: Question) -> int:
    """Return the number of public hits among MOST_EXAMINED entries that match *question* and the *conditions*."""
    found = conditions.narrow(entries_holding(question)).values_list("kind", "object_id")
    return len(public_rows(SearchedRow(*row) for row in found[:MOST_EXAMINED]))
