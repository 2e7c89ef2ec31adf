"""Work on many rows that is spread over several processes."""

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from django.db import connection, connections
from django.db.models import Model, QuerySet

from .sql import chunks

Result = TypeVar("Result")
#: A function that is told the numbers of finished rows and of all rows.
Progress = Callable[[int, int], None]


class Part(NamedTuple):
    """Some rows of a model, on which one process works."""

    model: type[Model]
    pks: list[int]


def parts_of(querysets: Iterable[QuerySet], size: int) -> list[Part]:
    """Return all rows of *querysets* in Parts of *size* rows."""
    return [
        Part(rows.model, pks)
        for rows in querysets
        for pks in chunks(rows.order_by("pk").values_list("pk", flat=True), size)
    ]


def spread(
    work: Callable[[Part], Result], parts: list[Part], processes: int, progress: Progress | None = None
) -> Iterator[Result]:
    """Yield ``work(part)`` for each of *parts*, as ``in_processes`` does.

    After each Part, *progress* is called with the numbers of finished rows and of all rows.
    """
    done, total = 0, sum(len(part.pks) for part in parts)
    for part, result in zip(parts, in_processes(work, parts, processes), strict=True):
        done += len(part.pks)
        if progress:
            progress(done, total)
        yield result


def in_processes(work: Callable[[Any], Result], parts: Iterable[Any], processes: int) -> Iterator[Result]:
    """Yield ``work(part)`` for each of *parts* in their order, with several *processes* on PostgreSQL.

    SQLite has one writer at a time, and a transaction belongs to one process; there this process does all the work.
    *work* is a function of a module, and its arguments and results are pickled.
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes < 2 or connection.vendor != "postgresql" or connection.in_atomic_block or not can_fork:
        with rare_collection():
            yield from map(work, parts)
        return
    # Two processes must not use one connection, and the threads of a pool exist in this process only.
    connections.close_all()
    connection.close_pool()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), collect_rarely) as pool:
        given = deque()
        for part in parts:
            given.append(pool.submit(work, part))
            if len(given) > 2 * processes:  # a Part may be large, so few are in memory at once
                yield given.popleft().result()
        yield from (future.result() for future in given)


def collect_rarely() -> None:
    """Let the garbage collector run rarely. Thousands of rows are read at once, so by default it runs all the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Let the garbage collector run rarely within the block."""
    usual = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
