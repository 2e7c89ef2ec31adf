"""The paths that were ever public: a row for each path, which leads to a record and never to another path.

Therefore the site answers the address of a renamed, merged or withdrawn page with one redirect or one 410, and never
gives its path to another record.

A path is stored in its normal form: decoded, in Unicode form NFC, without host, port and last slash. Letter case and
repeated ``_`` are kept. The path of a page that exists in every language is stored once and without the language
("people/anna"). All other paths begin with a slash ("/en/news/2023/11/30/visit", "/r/12", the paths of an old site).
The path of an old site may have a query string ("/index.php?newsid=55") in the normal form of ``query_strings``.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.encoding import repercent_broken_unicode
from django.utils.translation import get_language_from_path, override

from ipacis.core.text.labels import LANGUAGES

from .query_strings import QueryParameter, candidates_of, parameters_of, with_query

#: The most characters of a stored path.
MAX_PATH = 500
#: The scheme, host and port that may precede a path: https://example.org:443, example.org:443, :443
HOST = re.compile(r"^(?:(?:https?:)?//[^/?#]*|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?=/)|:\d+(?=/))", re.IGNORECASE)


def normal(path: str) -> str:
    """Return the decoded *path* of a request in its normal form."""
    return unicodedata.normalize("NFC", path).rstrip("/").replace("?", "%3F") or "/"


def parse_address(text: str) -> str:
    """Return the normal form of an address that somebody wrote. Raises ValueError with the reason."""
    address = HOST.sub("", text.strip(), count=1)
    if "#" in address:
        raise ValueError("it contains a “#”, and browsers do not send the part after it")
    path, _mark, query = address.partition("?")
    decoded = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    path = with_query(normal(f"/{decoded.removeprefix('/')}"), parameters_of(query))
    if len(path) > MAX_PATH:
        raise ValueError(f"it is longer than {MAX_PATH} characters")
    if not path.isprintable():
        raise ValueError("it contains a character that no address has")
    return path


def stored_forms(path: str) -> list[str]:
    """Return the forms in which *path* may be stored: with its language, and without one."""
    if not path.startswith("/"):
        return [path, *(f"/{code}/{path}" for code in LANGUAGES)]
    language, _slash, rest = path[1:].partition("/")
    return [path, rest] if rest and language in LANGUAGES else [path]


def view_at(path: str) -> str | None:
    """Return the URL name of the view at *path*, "" if the view has no name, None if there is no view."""
    with override(get_language_from_path(path) or LANGUAGES[0]):
        try:
            return resolve(path).url_name or ""
        except Resolver404:
            return None


class RecordKey(NamedTuple):
    """The identity of a record: the label of its model, such as "news.meeting", and its primary key."""

    kind: str
    pk: int | None


class Address(models.Model):
    """A path that is or was public, or will be from ``public_from``, and the record that it always leads to.

    ``kind`` is the label of the model of the record, such as "news.meeting". ``language`` is the language of the page
    that a path of an old site leads to; it is empty if the path itself has the language.
    """

    path = models.CharField(max_length=MAX_PATH, unique=True)
    language = models.CharField(max_length=5, blank=True)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    public_from = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="core_address_by_thing")]

    def __str__(self):
        return self.path

    @property
    def key(self) -> RecordKey:
        return RecordKey(self.kind, self.object_id)

    def thing(self) -> models.Model | None:
        """Return the record, None if it was deleted or its model no longer exists."""
        try:
            model = apps.get_model(self.kind)
        except LookupError:
            return None
        return model._base_manager.filter(pk=self.object_id).first()

    def is_unseen(self, now: datetime.datetime) -> bool:
        """Say whether the page becomes public only after the moment *now*."""
        return self.public_from > now


def is_public(thing: models.Model | None) -> bool:
    """Say whether everybody may see the page of *thing* now. The page of a deleted record (None) is not public."""
    return thing is not None and getattr(thing, "is_public", True)


def identifier(thing: models.Model) -> str:
    """Return the id of *thing* in feeds, tables and data, which never changes: "person/12"."""
    return f"{thing._meta.model_name}/{thing.pk}"


def kind_of(model: models.Model | type[models.Model]) -> str:
    """Return the label of a model or of the model of a row, such as "news.meeting"."""
    return model._meta.label_lower


def key_of(thing: models.Model) -> RecordKey:
    return RecordKey(kind_of(thing), thing.pk)


def of(thing: models.Model) -> QuerySet:
    """Return the Addresses that lead to *thing*."""
    return Address.objects.filter(kind=kind_of(thing), object_id=thing.pk)


def seen_by_readers(model: type[models.Model], pks: Iterable[int] | QuerySet) -> set[int]:
    """Return those of the primary keys *pks* of *model* whose pages are or were public. Runs one query."""
    rows = Address.objects.filter(kind=kind_of(model), object_id__in=pks, public_from__lte=timezone.now())
    return set(rows.values_list("object_id", flat=True))


class Found(NamedTuple):
    """The result of looking up the address of a request.

    ``row`` is the stored Address, None if there is none. ``rest`` is the file name that the request appends to the
    stored path, such as "calendar.ics". ``pairs`` are the parameters of the query string that are part of the stored
    path.
    """

    row: Address | None = None
    rest: str = ""
    pairs: tuple[QueryParameter, ...] = ()


def find(path: str, query: str = "") -> Found:
    """Look up the normal *path* with the query string *query*. Runs one database query.

    A stored path with more parameters of *query* is preferred to one with fewer or none.
    """
    if len(path) > MAX_PATH:
        return Found()
    above, _slash, name = path.rpartition("/")
    candidates = [(with_query(path, pairs), "", pairs) for pairs in candidates_of(query)]
    candidates += [(form, "", ()) for form in stored_forms(path)]
    if "." in name and above:
        candidates += [(form, name, ()) for form in stored_forms(above)]
    rows = {
        row.path: row
        for row in Address.objects.filter(
            path__in=[form for form, _rest, _pairs in candidates], public_from__lte=timezone.now()
        )
    }
    return next((Found(rows[form], rest, pairs) for form, rest, pairs in candidates if form in rows), Found())


def rows_once_at(rows: QuerySet, slugs: Iterable[str]) -> dict[str, models.Model]:
    """Return {slug: row} of the rows of the queryset *rows* that once had one of *slugs*."""
    kind = kind_of(rows.model)
    paths = {rows.model(slug=slug).own_path(): slug for slug in slugs}
    once = Address.objects.filter(path__in=paths, kind=kind, public_from__lte=timezone.now())
    pks = {paths[address.path]: address.object_id for address in once}
    found = rows.in_bulk(set(pks.values()))
    return {slug: found[pk] for slug, pk in pks.items() if pk in found}
