"""Changing what was public: what differs, and the entry in the log of corrections.

A program writes ``with edit(meeting, note_en="The place was wrong."):``; without a note the edit is no change of
substance. In the admin ``news.admin.corrections`` asks the editor.
"""

from contextlib import contextmanager
from typing import Any

from django.db import transaction

from ipacis.core.record.corrections import Correctable, correcting
from ipacis.core.record.policy import guarded_names, link_accessor, policies

from .models import Correction, Meeting


def snapshot(thing: Correctable) -> dict[str, Any]:
    """Return {name in the log: value} of all that is guarded of *thing*, a Meeting or a NewsItem, as it is stored.

    The value of a relation is the list of the keys it leads to, or of the guarded columns of its parts.
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
    """Return what the relation *name* of *thing* leads to: keys, or the guarded columns of parts in their order."""
    accessor = link_accessor(type(thing), name)
    rows = getattr(thing, accessor)
    if not policies(type(thing))[name].part:
        return sorted(rows.values_list("pk", flat=True))
    return list(rows.order_by("order", "pk").values_list(*guarded_names(rows.model)))


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what differs between two snapshots."""
    return sorted(name for name in after if before.get(name) != after[name])


def log(thing: Correctable, changed: list[str], kind: str, notes: dict[str, str], editor=None) -> Correction:
    """Add the edit of *thing*, which *changed* these fields, to the log; *notes* is {column: text}."""
    return Correction.objects.create(
        **{"meeting" if isinstance(thing, Meeting) else "item": thing},
        kind=kind,
        changed=changed,
        editor=editor,
        **notes,
    )


@contextmanager
def edit(thing: Correctable, editor=None, **notes):
    """Log the changes of *thing* and its parts inside: with a note as a correction, else as none of substance.

    What never was public changes freely and leaves no trace in the log.
    """
    if not thing.was_public():
        yield
        return
    kind = Correction.Kind.CORRECTION if any(notes.values()) else Correction.Kind.MINOR
    before = snapshot(thing)
    with transaction.atomic():
        with correcting(thing):
            yield
        changed = changes(before, snapshot(thing))
        if kind == Correction.Kind.CORRECTION or changed:
            log(thing, changed, kind, notes, editor)
