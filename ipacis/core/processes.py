"""Work of commands that is spread over several processes."""

import argparse
import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from django.core.management.base import BaseCommand
from django.db import connection, connections

Part = TypeVar("Part")
Result = TypeVar("Result")


def spread(work: Callable[[Part], Result], parts: Sequence[Part], processes: int) -> Iterator[Result]:
    """Yield ``work(part)`` for each of *parts* in their order, with several *processes* on PostgreSQL.

    SQLite has one writer at a time, and a transaction belongs to one process, so there the work is done in this one.
    *work* is a function of a module, and its results are pickled.
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes < 2 or connection.vendor != "postgresql" or connection.in_atomic_block or not can_fork:
        yield from map(work, parts)
        return
    # Two processes must not use one connection, and the threads of a pool exist in this process only.
    connections.close_all()
    connection.close_pool()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), collect_rarely) as pool:
        yield from pool.map(work, parts)


def collect_rarely() -> None:
    """Let the garbage collector run rarely. Thousands of rows are read at once, so by default it runs all the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def add_processes(command: BaseCommand, parser: argparse.ArgumentParser) -> None:
    """Add the option ``--processes``. On the command line its default is the number of processors, in code it is 1."""
    default = (os.cpu_count() or 1) if command._called_from_command_line else 1
    parser.add_argument(
        "--processes",
        type=int,
        default=default,
        help="how many processes work at once on PostgreSQL (default: one for each processor)",
    )
