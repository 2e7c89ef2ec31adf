"""The audit log: who signed in, published, merged, deleted, exported or changed the rights of an account."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import Model

from ipacis.core.record.publication import Publication, State

#: {state: event of a change to it}
STEPS = {
    State.DRAFT: "made a draft",
    State.IN_REVIEW: "sent to review",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}
logger = logging.getLogger("ipacis.audit")


def record(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log *event* at once with *fields*. The formatter adds the id of the request, the account and the address."""
    logger.log(level, event, extra={"fields": fields})


def record_saved(event: str, *things: Model, **fields: Any) -> None:
    """Log *event* with the names of *things* when the transaction commits; a rollback logs nothing."""
    what = ",".join(map(name_of, things))
    transaction.on_commit(lambda: record(event, what=what, **fields))


def record_step(thing: Publication, **fields: Any) -> None:
    """Log the new state of *thing*; the field ``appears`` is added if it is published for a later moment."""
    if thing.state == State.PUBLISHED and not thing.is_public:
        fields = {"appears": thing.publish_at.isoformat(timespec="seconds"), **fields}
    record_saved(STEPS[thing.state], thing, **fields)


def name_of(thing: Model) -> str:
    """Return the name of a row in the log: "news.newsitem/12". It contains no title and no name of a person."""
    return f"{thing._meta.label_lower}/{thing.pk}"
