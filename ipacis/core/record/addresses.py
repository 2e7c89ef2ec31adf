"""Addresses never die: one row per path that was ever public, pointing at the thing and never at another path.

So a rename, a merge and a withdrawal can always be answered in one step, and no path is given to something
else. A path is kept in its normal form: decoded, NFC, without host, port and last slash; case and runs of
``_`` are kept. What has pages in every language has one row without a language ("people/anna"); all other rows
begin with a slash ("/en/news/2023/11/30/visit", "/r/12", the paths of an old site). Those of an old site may have
a query string ("/index.php?newsid=55"), in the normal form of ``query_strings``.
"""

import itertools
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import ProtectedError, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.encoding import repercent_broken_unicode
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext_lazy as _

from ipacis.core.text.fold import free_slug
from ipacis.core.text.labels import LANGUAGES, first_label

from .base import Record, in_transaction
from .errors import AddressTaken
from .query_strings import candidates_of, parameters_of, with_query

MAX_PATH = 500
CHUNK = 300
#: Scheme, host and port as they may stand before a path: https://example.org:443, example.org:443, :443
HOST = re.compile(r"^(?:(?:https?:)?//[^/?#]*|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?=/)|:\d+(?=/))", re.IGNORECASE)


def normal(path):
    """Return the decoded *path* of a request in its normal form."""
    return unicodedata.normalize("NFC", path).rstrip("/").replace("?", "%3F") or "/"


def parse(text):
    """Return the normal form of an address as people write it down. Raises ValueError with the reason."""
    whole = HOST.sub("", text.strip(), count=1)
    if "#" in whole:
        raise ValueError("it holds a “#”, and no site is told what stands behind it")
    path, _mark, query = whole.partition("?")
    decoded = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    path = with_query(normal(f"/{decoded.removeprefix('/')}"), parameters_of(query))
    if len(path) > MAX_PATH:
        raise ValueError(f"it is longer than {MAX_PATH} characters")
    if not path.isprintable():
        raise ValueError("it holds a character that no address has")
    return path


def forms(path):
    """Return every way in which the table may hold *path*: under one language or under any."""
    if not path.startswith("/"):
        return [path, *(f"/{code}/{path}" for code in LANGUAGES)]
    language, _slash, rest = path[1:].partition("/")
    return [path, rest] if rest and language in LANGUAGES else [path]


def view_at(path):
    """Return the name of the view that the site has at *path*, "" for one without a name, None where none is."""
    with override(get_language_from_path(path) or LANGUAGES[0]):
        try:
            return resolve(path).url_name or ""
        except Resolver404:
            return None


class Address(models.Model):
    """A path that was public, or will be from a moment on, and the thing that it leads to for good."""

    path = models.CharField(max_length=MAX_PATH, unique=True)
    language = models.CharField(max_length=5, blank=True)  # of an old path to a thing that has several
    kind = models.CharField(max_length=60)  # the label of the thing's model
    object_id = models.BigIntegerField()
    public_from = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="core_address_by_thing")]

    def __str__(self):
        return self.path

    @property
    def key(self):
        return self.kind, self.object_id

    def thing(self):
        """Return the thing itself, None when it is gone or its model is."""
        try:
            model = apps.get_model(self.kind)
        except LookupError:
            return None
        return model._base_manager.filter(pk=self.object_id).first()

    def is_unseen(self, now):
        """Say whether nobody can have seen it yet."""
        return self.public_from > now


def is_public(thing):
    """Say whether everybody may see the page of *thing* now; nobody sees one that is gone."""
    return thing is not None and getattr(thing, "is_public", True)


def kind_of(model):
    return model._meta.label_lower


def key_of(thing):
    return kind_of(thing), thing.pk


def of(thing):
    """Return the rows that lead to *thing*."""
    return Address.objects.filter(kind=kind_of(thing), object_id=thing.pk)


class Found(NamedTuple):
    """What an address leads to: its row, None where it never led to anything, and what of the address is more.

    *rest* is the name of a file under the address of the thing, such as a calendar; *pairs* are the parameters of the
    query string that are part of the address.
    """

    row: Address | None = None
    rest: str = ""
    pairs: tuple = ()


def find(path, query=""):
    """Return the Found of the normal *path*: with as much of the *query* as possible, then without it. One query."""
    if len(path) > MAX_PATH:
        return Found()
    above, _slash, name = path.rpartition("/")
    ways = [(with_query(path, pairs), "", pairs) for pairs in candidates_of(query)]
    ways += [(form, "", ()) for form in forms(path)]
    if "." in name and above:
        ways += [(form, name, ()) for form in forms(above)]
    rows = {
        row.path: row
        for row in Address.objects.filter(
            path__in=[form for form, _rest, _pairs in ways], public_from__lte=timezone.now()
        )
    }
    return next((Found(rows[form], rest, pairs) for form, rest, pairs in ways if form in rows), Found())


def owner(thing):
    """Return the stored thing to which the address of *thing*, which is not stored, leads or once led."""
    row = Address.objects.filter(path__in=forms(thing.own_path())).first()
    return row and row.thing()


def rows_once_at(rows, slugs):
    """Return {slug: row} of those of the queryset *rows* that once had one of *slugs*."""
    kind = kind_of(rows.model)
    paths = {rows.model(slug=slug).own_path(): slug for slug in slugs}
    once = Address.objects.filter(path__in=paths, kind=kind, public_from__lte=timezone.now())
    pks = {paths[address.path]: address.object_id for address in once}
    found = rows.in_bulk(set(pks.values()))
    return {slug: found[pk] for slug, pk in pks.items() if pk in found}


def record(things):
    """Keep the addresses of *things*.

    Raises AddressTaken when one of them belongs to something else.
    """
    by_model = {}
    for thing in things:
        by_model.setdefault(type(thing), []).append(thing)
    for model, rows in by_model.items():
        rows = iter(rows)
        while some := list(itertools.islice(rows, CHUNK)):
            with in_transaction():
                record_some(kind_of(model), some)


def record_some(kind, things):
    now = timezone.now()
    wanted, meant = {}, {}
    for thing in things:
        for path in thing.address_paths():
            if wanted.setdefault(path, thing) is not thing:
                raise AddressTaken(path)
            meant |= dict.fromkeys(forms(path), path)
    scheduled = Q(kind=kind, object_id__in=[thing.pk for thing in things], public_from__gt=now)
    present = {}
    for row in Address.objects.filter(Q(path__in=meant) | scheduled):
        path = meant.get(row.path)
        if path and row.key != (kind, wanted[path].pk):
            raise AddressTaken(path)
        since = wanted[path].public_since() if path else None
        if row.is_unseen(now) and since is None:
            row.delete()
            continue
        if row.is_unseen(now) and since != row.public_from:
            row.public_from = since
            row.save()
        present[path] = row
    new = [
        Address(path=path, kind=kind, object_id=thing.pk, public_from=since)
        for path, thing in wanted.items()
        if path not in present and (since := thing.public_since())
    ]
    if new:
        Address.objects.bulk_create(new)


class Addressed(Record):
    """A record with a page of its own, a ``slug`` and ``get_absolute_url``."""

    #: A record that can be withdrawn is not deleted once it was public; of all others a tombstone without a reason stays.
    can_be_withdrawn = False
    #: The translated field that a slug is made of.
    slug_source = "name"

    class Meta:
        abstract = True

    @classmethod
    def slug_fits(cls, slug: str) -> bool:
        """Say whether *slug* can stand in an address at all."""
        field = cls._meta.get_field("slug")
        try:
            field.run_validators(slug)
        except ValidationError:
            return False
        return bool(slug)

    @classmethod
    def address_fields(cls) -> tuple[str, ...]:
        """Return the fields beside the slug that its address is made of."""
        return ()

    def public_since(self):
        """Return the moment from which its page is public, perhaps one to come; None while none is known."""
        return timezone.now()

    def own_path(self) -> str:
        """Return the normal path of its page, without a language if the page is there in every one."""
        with override(LANGUAGES[0]):
            path = normal(self.get_absolute_url())
        return path if getattr(self, "language", "") else path.removeprefix(f"/{LANGUAGES[0]}/")

    def address_paths(self) -> list[str]:
        """Return all normal paths that lead to it now."""
        return [self.own_path()]

    def address_is_taken(self) -> bool:
        """Say whether its address leads, or once led, to something else."""
        rows = Address.objects.filter(path__in=forms(self.own_path()))
        return rows.exclude(kind=kind_of(self), object_id=self.pk).exists() if self.pk else rows.exists()

    # The slug

    def slug_text(self) -> str:
        """Return the text that its slug is made of."""
        return first_label(self, self.slug_source)

    def slug_neighbours(self) -> QuerySet:
        """Return the rows among which its slug is unique."""
        return type(self)._base_manager.exclude(pk=self.pk)

    def settle_slug(self):
        if self.slug or any(not getattr(self, name) for name in self.address_fields()):
            return
        taken = set()
        self.slug = free_slug(self.slug_neighbours(), self.slug_text())
        while self.address_is_taken():
            taken.add(self.slug)
            self.slug = free_slug(self.slug_neighbours(), self.slug_text(), taken=taken)
        self.made_slug = self.slug

    def validate_unique(self, exclude=None):
        super().validate_unique(exclude)
        exclude = exclude or ()
        if not self.slug_fits(self.slug) or any(name in exclude for name in self.address_fields()):
            return
        changed = self.changed_since_opened()
        if changed is not None and changed.isdisjoint({"slug", *self.address_fields()}):
            return
        if self.address_is_taken():
            field = NON_FIELD_ERRORS if "slug" in exclude else "slug"
            raise ValidationError({field: AddressTaken(self.own_path())})

    # Saving and deleting

    def address_state(self) -> tuple:
        """Return all that decides which addresses are kept: paths, and the columns that say since when they are public."""
        columns = ("state", "publish_at", "withdrawn_at", "is_public")
        return self.address_paths(), [getattr(self, name, None) for name in columns]

    def may_fail_when_written(self, change):
        return change.is_new or self.address_state() != change.stored.address_state()

    def keep_addresses(self, change):
        if self.may_fail_when_written(change):
            record([self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        record(rows)

    def was_public(self) -> bool:
        """Say whether anybody can have seen its page."""
        return of(self).filter(public_from__lte=timezone.now()).exists()

    def may_delete(self) -> bool:
        """Say whether it may be deleted: what can be withdrawn may not, once it was public."""
        return not (self.can_be_withdrawn and self.pk and self.was_public())

    def guard_deletion(self):
        super().guard_deletion()
        if not self.may_delete():
            raise ProtectedError(str(KEPT), {self})
        of(self).filter(public_from__gt=timezone.now()).delete()


KEPT = _("This was public, so its address must keep answering: withdraw it instead of deleting it.")


def addressed_models():
    """Return the models whose rows have pages."""
    return [model for model in apps.get_models() if issubclass(model, Addressed)]
