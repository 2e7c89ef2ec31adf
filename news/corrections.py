"""Changes of public meetings and releases, and their entries in the log of corrections.

Code changes a public row inside ``with edit(meeting, note_en="The place was wrong."):``. Without a note the entry is a
minor change. In the admin, the form asks the editor (``news.admin.corrections``).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from ipacis.core.record.corrections import Correctable, correcting
from ipacis.core.record.policy import guarded_names, link_accessor, policies
from ipacis.core.record.printed import without_copies

from .differences import differences, words_of
from .models import Correction
from .models.corrections import field_to


def snapshot(thing: Correctable) -> dict[str, Any]:
    """Return {name in the log: value} of the stored guarded fields of *thing*, a Meeting or a NewsItem.

    The value of a relation is a list: of primary keys, or of the guarded columns of the parts of *thing*.
    """
    model = type(thing)
    columns, relations = [], {}
    for name in guarded_names(model):
        if model._meta.get_field(name).concrete and not model._meta.get_field(name).many_to_many:
            columns.append(name)
        else:
            relations[policies(model)[name].logged_as or name] = links_of(thing, name)
    stored = model._base_manager.filter(pk=thing.pk).values(*columns).first() or {}
    return {**stored, **relations}


def links_of(thing: Correctable, name: str) -> list:
    """Return the value of the relation *name* of *thing*: sorted primary keys, or the guarded columns of its parts.

    Parts are rows that belong to *thing* alone, such as participations. They are in their order.
    """
    accessor = link_accessor(type(thing), name)
    rows = getattr(thing, accessor)
    if not policies(type(thing))[name].part:
        return sorted(rows.values_list("pk", flat=True))
    return list(rows.order_by("order", "pk").values_list(*guarded_names(rows.model)))


def changes(model: type[Correctable], before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the sorted names of the values that differ between two snapshots of a row of *model*."""
    return sorted(without_copies(model, (name for name in after if before.get(name) != after[name])))


def log(
    thing: Correctable,
    changed: list[str],
    kind: str,
    notes: dict[str, str],
    editor: AbstractUser | None = None,
    differences: Iterable[dict[str, Any]] = (),
) -> Correction:
    """Add an edit of *thing* to the log and return the entry.

    *changed* are the names of the changed fields, *kind* a Correction.Kind, *notes* {column: text for readers}, and
    *differences* tell what stood before and what stands now (``news.differences``).
    """
    return Correction.objects.create(
        **{field_to(thing): thing},
        kind=kind,
        changed=changed,
        differences=list(differences),
        editor=editor,
        **notes,
    )


@contextmanager
def edit(thing: Correctable, editor: AbstractUser | None = None, **notes: str) -> Iterator[None]:
    """Allow changes of *thing* and its parts inside the block, and log them.

    With *notes* ({column: text for readers}) the entry is a correction, without them a minor change. A record that
    was never public changes freely, and nothing is logged.
    """
    if not thing.was_public():
        yield
        return
    kind = Correction.Kind.CORRECTION if any(notes.values()) else Correction.Kind.MINOR
    before = snapshot(thing)
    is_correction = kind == Correction.Kind.CORRECTION
    words = words_of(thing) if is_correction else {}
    with transaction.atomic():
        with correcting(thing):
            yield
        changed = changes(type(thing), before, snapshot(thing))
        if is_correction or changed:
            found = differences(type(thing), words, words_of(thing)) if is_correction else []
            log(thing, changed, kind, notes, editor, found)
