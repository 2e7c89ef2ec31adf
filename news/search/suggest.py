"""Suggestions as one types into the search box of the site: people, and things by the beginning of a word."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise

from ipacis.core.text.fold import fold
from ipacis.core.text.labels import LANGUAGES, label_columns, pick
from ipacis.core.web.paths import path_to
from news.models import Document, Event, Place, Topic
from people.filters import NameFilter
from people.models import Organization, Post
from people.views import people_suggested

from .hits import Kind

#: The fewest characters for which things are suggested, and the most things.
SHORTEST, MOST = 3, 6


class Source(NamedTuple):
    """A kind of things: how readers call it, its public rows, its translated name, and how to find a row.

    ``path`` returns the path of the row whose value in the column ``key`` it gets.
    """

    kind: Kind
    rows: Callable[[], QuerySet]
    label: str
    key: str
    path: Callable[[str], str]


def pages(kind: Kind, model: type[Model], label: str, url_name: str) -> Source:
    """Return the Source of a *model* whose rows have pages."""
    return Source(kind, model.objects.all, label, "slug", partial(path_to, url_name))


SOURCES = (
    pages(Kind.TOPICS, Topic, "label", "topic"),
    pages(Kind.PLACES, Place, "name", "place"),
    pages(Kind.EVENTS, Event, "name", "event"),
    pages(Kind.ORGANIZATIONS, Organization, "name", "organization"),
    pages(Kind.POSTS, Post, "label", "post"),
    # A document has no page of its own: it stands in the list of all.
    Source(
        Kind.DOCUMENTS,
        Document.search_public,
        "title",
        "pk",
        lambda key: f"{path_to('documents')}#document-{key}",
    ),
)


class Suggestion(NamedTuple):
    """A thing: its rank (the lower the better), its name, its kind in words and its path."""

    rank: tuple[int, int]
    name: str
    kind: str | Promise
    url: str


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer with suggestions for the text in the search box, as JSON; none if it cannot be read.

    ``people`` are those of ``people.views.suggest``. ``things`` have the keys ``name``, ``kind`` and ``url``.
    """
    conditions = NameFilter(request.GET)
    query = "" if conditions.errors else conditions.value("q")
    things = sorted(things_named(fold(query)))[:MOST] if query and len(query) >= SHORTEST else []
    return JsonResponse(
        {
            "people": people_suggested(query),
            "things": [{"name": row.name, "kind": str(row.kind), "url": row.url} for row in things],
        }
    )


def things_named(beginning: str) -> Iterator[Suggestion]:
    """Yield the things with a word in a name in any language that begins with *beginning*, which is folded.

    The names are compared here, because SQLite does not know the letters of other alphabets than the Latin one.
    """
    for source in SOURCES:
        columns = label_columns(source.label)
        for key, *names in source.rows().order_by().values_list(source.key, *columns):
            places = [place for name in names if (place := place_in(beginning, fold(name))) is not None]
            if places:
                name = pick(dict(zip(LANGUAGES, names, strict=True)))
                rank = (min(places), len(name))
                yield Suggestion(rank, name, source.kind.label, source.path(key))


def place_in(beginning: str, name: str) -> int | None:
    """Return 0 if *name* begins with *beginning*, 1 if a later word does, None if none does."""
    if name.startswith(beginning):
        return 0
    return 1 if f" {beginning}" in name else None
