"""A measure of the work of the database that is counted, not timed, so that it does not depend on the machine."""

import json
from contextlib import contextmanager

from django.db import connection

STEPS = 1_000
READ = (
    "Actual Rows",
    "Rows Removed by Filter",
    "Rows Removed by Join Filter",
    "Rows Removed by Index Recheck",
)


class Work:
    """The work of the database; ``amount`` counts thousands of steps of SQLite's virtual machine, or PostgreSQL rows."""

    amount = 0


@contextmanager
def counted():
    """Yield the Work of all queries inside the block."""
    work = Work()
    with by_plans(work) if connection.vendor == "postgresql" else by_steps(work):
        yield work


@contextmanager
def by_steps(work):
    def step():
        work.amount += 1

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def by_plans(work):
    def explain(execute, sql, params, many, context):
        if sql.lstrip().startswith(("SELECT", "(SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                (plan,) = cursor.cursor.fetchone()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            work.amount += rows_of(plan[0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield


def rows_of(node):
    """Return the number of rows that the *node* of a query plan and its descendants returned or filtered out."""
    here = sum(node.get(name, 0) for name in READ) * node["Actual Loops"]
    return here + sum(map(rows_of, node.get("Plans", [])))
