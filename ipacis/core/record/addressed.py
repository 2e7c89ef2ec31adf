"""Addressed, the base class of records with their own pages, and the storing of their addresses."""

import datetime

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ipacis.core.text.fold import free_slug
from ipacis.core.text.labels import LANGUAGES, first_label
from ipacis.core.web.paths import path_to

from .addresses import Address, RecordKey, kind_of, normal, of, stored_forms
from .base import Record
from .errors import AddressTaken, naming

#: The names of the columns from which ``public_since`` follows in the models that have them.
PUBLIC_SINCE = ("state", "publish_at", "withdrawn_at", "is_public")
#: The error of a deletion that is refused.
WITHDRAW_INSTEAD = _(
    "This was public, so its address must keep answering: withdraw it instead of deleting it."
)


class Addressed(Record):
    """A record with its own page, a ``slug`` and ``get_absolute_url``."""

    #: Whether a record that was public can be withdrawn and must not be deleted. If this is False, it may be deleted,
    #: and its address then answers 410 without a reason.
    can_be_withdrawn = False
    #: The translated field from which the slug is made.
    slug_source = "name"
    #: The URL name of its short address, which has its primary key; "" for models without short addresses.
    short_route = ""

    class Meta:
        abstract = True

    @classmethod
    def slug_fits(cls, slug: str) -> bool:
        """Say whether *slug* is valid in an address."""
        field = cls._meta.get_field("slug")
        try:
            field.run_validators(slug)
        except ValidationError:
            return False
        return bool(slug)

    @classmethod
    def address_fields(cls) -> tuple[str, ...]:
        """Return the names of the fields besides the slug that are part of the address."""
        return ()

    def public_since(self) -> datetime.datetime | None:
        """Return the moment, past or future, from which its page is public; None if it will not be public."""
        return timezone.now()

    @property
    def short_url(self) -> str:
        """The short path that redirects to its page, such as "/en/m/12/"; "" without one."""
        return path_to(self.short_route, str(self.pk)) if self.short_route else ""

    def own_path(self) -> str:
        """Return the normal path of its page, without a language if the page exists in every language."""
        with override(LANGUAGES[0]):
            return self.stored_path(self.get_absolute_url())

    def stored_path(self, path: str) -> str:
        """Return *path*, in the first language, in the form in which it is stored."""
        path = normal(path)
        return path if getattr(self, "language", "") else path.removeprefix(f"/{LANGUAGES[0]}/")

    def address_paths(self) -> list[str]:
        """Return all normal paths that lead to the record now."""
        with override(LANGUAGES[0]):
            paths = [self.get_absolute_url(), self.short_url]
        return [self.stored_path(path) for path in paths if path]

    def address_is_taken(self) -> bool:
        """Say whether its address leads, or once led, to another record."""
        rows = Address.objects.filter(path__in=stored_forms(self.own_path()))
        return rows.exclude(kind=kind_of(self), object_id=self.pk).exists() if self.pk else rows.exists()

    # The slug

    def slug_text(self) -> str:
        """Return the text from which its slug is made."""
        return first_label(self, self.slug_source)

    def slug_neighbours(self) -> QuerySet:
        """Return the rows among which its slug is unique."""
        return type(self)._base_manager.exclude(pk=self.pk)

    def settle_slug(self):
        if self.slug_fits(self.slug) or any(not getattr(self, name) for name in self.address_fields()):
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

    def may_fail_when_written(self, change):
        return change.includes(["slug", *self.address_fields(), *PUBLIC_SINCE])

    def keep_addresses(self, change):
        if self.may_fail_when_written(change):
            store_addresses([self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        store_addresses(rows)

    def was_public(self) -> bool:
        """Say whether its page is or was public, so that readers may have seen it."""
        return of(self).filter(public_from__lte=timezone.now()).exists()

    def may_delete(self) -> bool:
        """Say whether it may be deleted. A record that was public and can be withdrawn may not."""
        return not (self.can_be_withdrawn and self.pk and self.was_public())

    def guard_deletion(self):
        super().guard_deletion()
        if not self.may_delete():
            raise ProtectedError(str(WITHDRAW_INSTEAD), {self})
        of(self).filter(public_from__gt=timezone.now()).delete()


def store_addresses(things: list[Addressed]) -> None:
    """Store the addresses of *things*, which are records of one model.

    The caller opens a transaction. Stored addresses of pages that were scheduled and will not become public are
    deleted. Raises AddressTaken if an address belongs to another record.
    """
    kind, now = kind_of(things[0]), timezone.now()
    wanted = {}  # path → its record
    wanted_forms = {}  # stored form of a path → the path
    for thing in things:
        with naming(thing):
            for path in thing.address_paths():
                if wanted.setdefault(path, thing) is not thing:
                    raise AddressTaken(path)
                wanted_forms |= dict.fromkeys(stored_forms(path), path)
    scheduled = Q(kind=kind, object_id__in=[thing.pk for thing in things], public_from__gt=now)
    present = {}
    for row in Address.objects.filter(Q(path__in=wanted_forms) | scheduled):
        path = wanted_forms.get(row.path)
        if path and row.key != RecordKey(kind, wanted[path].pk):
            with naming(wanted[path]):
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


def owner(thing: Addressed) -> models.Model | None:
    """Return the stored record that owns the address of the unsaved *thing*, None if the address is free."""
    row = Address.objects.filter(path__in=stored_forms(thing.own_path())).first()
    return row and row.thing()


def addressed_models() -> list[type[Addressed]]:
    """Return the models whose rows have their own pages."""
    return [model for model in apps.get_models() if issubclass(model, Addressed)]
