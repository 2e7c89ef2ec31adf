"""Rows that are derived from other rows: the entries of the search, and the entries of lists.

A save of a row touches the derived rows of several models, and an editor saves many rows at once. Inside ``together``
each index notes the touched rows and is brought up to date once, at the end of the block. Inside ``paused`` nothing is
noted, for callers that rebuild an index afterwards.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed

from .links import link_models, owners_of_links
from .policy import Use

#: {model: primary keys}
Touched = dict[type[Model], set]


class Index:
    """Rows that are derived from rows of other models. A subclass writes them."""

    def touch(self, things: Iterable[Model]) -> None:
        """Note that *things* have changed. The derived rows are written at the end of the block of ``together``.

        Inside ``paused``, *things* are not even read, so a generator runs no queries.
        """
        if is_paused.get():
            return
        with together():
            for thing in things:
                self.touch_row(type(thing), thing.pk)

    def touch_row(self, model: type[Model], pk: Any) -> None:
        """Note that the row *pk* of *model* has changed or was deleted."""
        if is_paused.get():
            return
        with together() as touched:
            touched.setdefault(self, {}).setdefault(model, set()).add(pk)

    def follow_links(self, action: str, **change: Any) -> None:
        """Note the rows whose links changed. This is a receiver of ``m2m_changed``."""
        if action in {"post_add", "post_remove", "post_clear"}:
            self.touch(owners_of_links(**change))

    def follow_relations(self, owners: Iterable[type[Model]], use: Use) -> None:
        """Let ``follow_links`` follow the many-to-many relations of the models *owners* whose policy has *use*."""
        for through in link_models(owners, lambda policy: use in policy.uses):
            m2m_changed.connect(
                self.follow_links, sender=through, dispatch_uid=f"{use.value} {through._meta.label}"
            )

    def update(self, touched: Touched) -> None:
        """Write what is derived from the rows *touched*, some of which may have been deleted."""
        raise NotImplementedError


#: The rows that were touched inside ``together``, for each index; None outside of it.
waiting: ContextVar[dict[Index, Touched] | None] = ContextVar("waiting", default=None)
#: Whether ``paused`` is open.
is_paused: ContextVar[bool] = ContextVar("is_paused", default=False)


@contextmanager
def together() -> Iterator[dict[Index, Touched]]:
    """Postpone the writing of derived rows to the end of the block, so that each is written once.

    Yields {index: the rows touched so far}.
    """
    if (later := waiting.get()) is not None:
        yield later
        return
    later = {}
    token = waiting.set(later)
    try:
        yield later
    finally:
        waiting.reset(token)
    for index, touched in later.items():
        index.update(touched)


@contextmanager
def paused() -> Iterator[None]:
    """Skip all writing of derived rows inside the block, for callers that rebuild them afterwards."""
    token = is_paused.set(True)
    try:
        yield
    finally:
        is_paused.reset(token)


def lock(model: type[Model], pks: Iterable[Any]) -> None:
    """Lock the rows *pks* of *model* until the end of the transaction.

    Another transaction may change the same rows. This waits for its end, so what is derived from the rows must be read
    afterwards. The rows are locked in one order, so that two transactions do not wait for each other.
    """
    rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=pks)
    list(rows.order_by("pk").values("pk"))
